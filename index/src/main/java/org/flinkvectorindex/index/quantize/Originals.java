package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.Rows;
import org.flinkvectorindex.index.vector.Shape;
import org.flinkvectorindex.index.vector.Vectors;

/** The vectors in full precision behind the codes. */
public interface Originals extends Vectors {
  void set(int slot, float[] vectors, int from);

  Probe probe();

  void truncate(int high);

  long heapBytes();

  static Originals of(Quantizer quantizer, Shape shape, Kernels kernels, IndexStore store) {
    return switch (quantizer.originals()) {
      case HEAP -> onHeap(new Rows(shape, kernels));
      case STORE -> new StoredOriginals(shape, kernels, store);
    };
  }

  private static Originals onHeap(Rows rows) {
    return new Originals() {
      @Override
      public void set(int slot, float[] vectors, int from) {
        rows.set(slot, vectors, from);
      }

      @Override
      public Probe probe() {
        return rows.probe();
      }

      @Override
      public void read(int slot, float[] prepared) {
        rows.read(slot, prepared);
      }

      @Override
      public void truncate(int high) {
        rows.truncate(high);
      }

      @Override
      public long heapBytes() {
        return rows.heapBytes();
      }
    };
  }
}
