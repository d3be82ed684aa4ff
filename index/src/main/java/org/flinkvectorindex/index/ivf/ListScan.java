package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.Shape;

/** Compares a query with all vectors, in lists or not yet, in full precision, by slot. */
final class ListScan implements ExactScan {
  private final Lists lists;
  private final Unlisted unlisted;
  private final Shape shape;
  private final Probe originals;
  private final float[] prepared;

  ListScan(Lists lists, Unlisted unlisted, Shape shape, Probe originals) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.shape = shape;
    this.originals = originals;
    prepared = new float[shape.stride()];
  }

  @Override
  public void aim(float[] query) {
    shape.prepare(query, 0, prepared, 0);
    originals.aim(prepared);
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
    return originals.distance(slot);
  }
}
