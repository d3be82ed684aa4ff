package org.flinkvectorindex.index.quantize;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.flinkvectorindex.index.vector.BlockNumbers;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Where codes lie in blocks, and some numbers of each vector beside them: of either one array a
 * block, so that a scan reads memory in order. What is of one vector lies {@link Blocks#LANES}
 * apart.
 */
final class BlockCodes {
  private static final byte[] NONE = {};
  private static final float[] NO_NUMBERS = {};

  private static final int LINE = 64;

  private final int codeBytes;
  private final int numberFloats;
  private final IntUnaryOperator place;
  private final BlockNumbers numbers = new BlockNumbers();
  private byte[][] codes = new byte[0][];
  private float[][] beside = new float[0][];
  private long heapBytes;

  /**
   * @param codeBytes of a vector
   * @param numberFloats of a vector
   * @param place which byte among the first of a block is of a lane
   */
  BlockCodes(int codeBytes, int numberFloats, IntUnaryOperator place) {
    this.codeBytes = codeBytes * Blocks.LANES;
    this.numberFloats = numberFloats * Blocks.LANES;
    this.place = place;
  }

  int take() {
    int block = numbers.take();
    if (block >= codes.length) {
      int length = Math.max(block + 1, codes.length + codes.length / 2 + 16);
      codes = Arrays.copyOf(codes, length);
      beside = Arrays.copyOf(beside, length);
    }
    codes[block] = new byte[codeBytes];
    beside[block] = new float[numberFloats];
    heapBytes += bytes();
    return block;
  }

  void give(int block) {
    codes[block] = NONE;
    beside[block] = NO_NUMBERS;
    heapBytes -= bytes();
    numbers.give(block);
  }

  private long bytes() {
    return 32 + codeBytes + 4L * numberFloats;
  }

  byte[] codes(int block) {
    return codes[block];
  }

  /** The first number of all lanes, then the second, and so on. */
  float[] numbers(int block) {
    return beside[block];
  }

  void copy(int block, int lane, int toBlock, int toLane) {
    byte[] from = codes[block];
    byte[] to = codes[toBlock];
    int in = place.applyAsInt(lane);
    int out = place.applyAsInt(toLane);
    for (int at = 0; at < codeBytes; at += Blocks.LANES) {
      to[at + out] = from[at + in];
    }
    for (int at = 0; at < numberFloats; at += Blocks.LANES) {
      beside[toBlock][at + toLane] = beside[block][at + lane];
    }
  }

  /** Asks memory where a block begins, where what this returns is kept somewhere. */
  int find(int block) {
    return (int) beside[block][0] + codes[block][0];
  }

  /** Asks memory for all of a block, likewise: what the hardware foresees comes too late. */
  int touch(int block) {
    byte[] of = codes[block];
    int sum = 0;
    for (int i = 0; i < of.length; i += LINE) {
      sum += of[i];
    }
    float[] numbers = beside[block];
    for (int i = 0; i < numbers.length; i += LINE / Float.BYTES) {
      sum += Float.floatToRawIntBits(numbers[i]);
    }
    return sum;
  }

  long heapBytes() {
    return heapBytes + 8L * codes.length + numbers.heapBytes();
  }
}
