package org.flinkvectorindex.index.ivf;

import java.util.Optional;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.quantize.Reranker;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Compares a query with all vectors, in lists or not yet, in full precision, by slot: with those
 * behind the codes, or with the block that a vector lies in, of which only its lane is taken.
 */
final class ListScan implements ExactScan {
  private final Lists lists;
  private final Unlisted unlisted;
  private final Shape shape;
  private final Optional<Probe> originals;
  private final BlockProbe probe;
  private final float[] prepared;
  private final float[] distances = new float[Blocks.LANES];

  ListScan(Lists lists, Unlisted unlisted, Shape shape, Optional<Reranker> reranker) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.shape = shape;
    originals = reranker.map(Reranker::probe);
    probe = lists.blocks.probe();
    prepared = new float[shape.stride()];
  }

  @Override
  public void aim(float[] query) {
    shape.prepare(query, 0, prepared, 0);
    originals.ifPresentOrElse(each -> each.aim(prepared), () -> probe.aim(prepared));
  }

  @Override
  public int high() {
    return Math.max(lists.places.high(), unlisted.high());
  }

  @Override
  public boolean live(int slot) {
    return lists.places.list(slot) != Places.NONE || unlisted.has(slot);
  }

  @Override
  public float distance(int slot) {
    if (originals.isPresent()) {
      return originals.get().distance(slot);
    }
    if (unlisted.has(slot)) {
      probe.distances(unlisted.block(slot), distances, 0);
      return distances[unlisted.lane(slot)];
    }
    int position = lists.places.position(slot);
    probe.distances(lists.get(lists.places.list(slot)).block(position), distances, 0);
    return distances[InvertedList.lane(position)];
  }
}
