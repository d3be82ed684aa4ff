package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.Shape;

/** Reads vectors back from the store, one by one. */
record StoredOriginals(Shape shape, Kernels kernels, IndexStore store) implements Originals {

  /** Whoever owns the index puts vectors into the store. */
  @Override
  public void set(int slot, float[] vectors, int from) {}

  @Override
  public Probe probe() {
    return new Probe() {
      private final float[] given = new float[shape.dimension()];
      private final float[] row = new float[shape.stride()];
      private float[] query;

      @Override
      public Probe aim(float[] prepared) {
        query = prepared;
        return this;
      }

      @Override
      public Probe aim(int slot) {
        throw new IllegalStateException("only a query is compared in full precision");
      }

      @Override
      protected float one(int slot) {
        store.readVector(slot, given);
        shape.prepare(given, 0, row, 0);
        return switch (shape.metric()) {
          case L2 -> kernels.squaredL2(query, 0, row, 0, row.length);
          case COSINE -> 1 - kernels.dot(query, 0, row, 0, row.length);
          case IP -> 0 - kernels.dot(query, 0, row, 0, row.length);
        };
      }

      @Override
      protected void many(int[] slots, int begin, int end, float[] out) {
        for (int i = begin; i < end; i++) {
          out[i - begin] = one(slots[i]);
        }
      }
    };
  }

  @Override
  public void read(int slot, float[] prepared) {
    float[] given = new float[shape.dimension()];
    store.readVector(slot, given);
    shape.prepare(given, 0, prepared, 0);
  }

  @Override
  public void truncate(int high) {}

  @Override
  public long heapBytes() {
    return 0;
  }
}
