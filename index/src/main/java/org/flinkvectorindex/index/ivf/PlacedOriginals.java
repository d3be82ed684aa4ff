package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.quantize.Originals;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.RowBlocks;

/** The vectors in full precision where the blocks themselves have them: found by their places. */
final class PlacedOriginals implements Originals {
  private final Lists lists;
  private final Unlisted unlisted;
  private final RowBlocks blocks;

  PlacedOriginals(Lists lists, Unlisted unlisted, RowBlocks blocks) {
    this.lists = lists;
    this.unlisted = unlisted;
    this.blocks = blocks;
  }

  private boolean listed(int slot) {
    return !unlisted.has(slot);
  }

  private int block(int slot) {
    return listed(slot)
        ? lists.get(lists.places.list(slot)).block(lists.places.position(slot))
        : unlisted.block(slot);
  }

  private int lane(int slot) {
    return listed(slot) ? InvertedList.lane(lists.places.position(slot)) : unlisted.lane(slot);
  }

  /** Whoever places a vector stores it. */
  @Override
  public void set(int slot, float[] vectors, int from) {}

  @Override
  public void truncate(int high) {}

  @Override
  public void read(int slot, float[] prepared) {
    blocks.get(block(slot), lane(slot), prepared);
  }

  @Override
  public Probe probe() {
    return new PlacedProbe(blocks.probe());
  }

  private final class PlacedProbe extends Probe {
    private final RowBlocks.RowsProbe rows;
    private float[] own = new float[0];

    /** Read by nobody; without it the compiler would see that asking has no effect. */
    @SuppressWarnings("unused")
    private float asked;

    PlacedProbe(RowBlocks.RowsProbe rows) {
      this.rows = rows;
    }

    @Override
    public Probe aim(float[] prepared) {
      rows.aim(prepared);
      return this;
    }

    @Override
    public Probe aim(int slot) {
      own = own.length == 0 ? new float[blocks.stride()] : own;
      read(slot, own);
      return aim(own);
    }

    @Override
    protected float one(int slot) {
      return rows.distance(block(slot), lane(slot));
    }

    /** All are asked for before the first is waited for. */
    @Override
    protected void many(int[] slots, int begin, int end, float[] out) {
      float sum = 0;
      for (int i = begin; i < end; i++) {
        sum += rows.touch(block(slots[i]), lane(slots[i]));
      }
      asked = sum;
      for (int i = begin; i < end; i++) {
        out[i - begin] = one(slots[i]);
      }
    }
  }

  /** Counted with the blocks. */
  @Override
  public long heapBytes() {
    return 0;
  }
}
