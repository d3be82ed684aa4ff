package org.flinkvectorindex.index.quantize;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.flinkvectorindex.index.vector.BlockNumbers;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Where codes lie in blocks, and some numbers of each vector beside them: of either one array for
 * blocks that were gathered, so that a scan of these reads memory in order, which the hardware
 * foresees. What is of one vector lies {@link Blocks#LANES} apart.
 */
final class BlockCodes {
  private static final byte[] NONE = {};
  private static final float[] NO_NUMBERS = {};

  private static final int LINE = 64;

  /** With each block that comes or goes the others are copied. */
  private static final int GATHERED = 16;

  /** Bytes of an array. */
  private static final int LONGEST = 1 << 18;

  private final int codeBytes;
  private final int numberFloats;
  private final IntUnaryOperator place;
  private final BlockNumbers numbers;
  private byte[][] codes = new byte[0][];
  private float[][] beside = new float[0][];

  /** Blocks before this one in its arrays. */
  private int[] before = new int[0];

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
    numbers = new BlockNumbers();
  }

  /** The same blocks, gathered as they are, for other numbers of each vector: all will be set. */
  BlockCodes(BlockCodes before, int numberFloats) {
    codeBytes = before.codeBytes;
    this.numberFloats = numberFloats * Blocks.LANES;
    place = before.place;
    numbers = before.numbers;
    codes = before.codes;
    this.before = before.before;
    heapBytes = before.heapBytes / before.bytes() * bytes(); // Of as many blocks.
    beside = new float[codes.length][];
    Map<byte[], float[]> gathered = new IdentityHashMap<>();
    for (int block = 0; block < codes.length; block++) {
      if (codes[block] != null) {
        int floats = codes[block].length / codeBytes * this.numberFloats;
        beside[block] = gathered.computeIfAbsent(codes[block], any -> new float[floats]);
      }
    }
  }

  int take() {
    int block = numbers.take();
    if (block >= codes.length) {
      int length = Math.max(block + 1, codes.length + codes.length / 2 + 16);
      codes = Arrays.copyOf(codes, length);
      beside = Arrays.copyOf(beside, length);
      before = Arrays.copyOf(before, length);
    }
    codes[block] = new byte[codeBytes];
    beside[block] = new float[numberFloats];
    before[block] = 0;
    heapBytes += bytes();
    return block;
  }

  void give(int block) {
    codes[block] = NONE;
    beside[block] = NO_NUMBERS;
    heapBytes -= bytes();
    numbers.give(block);
  }

  /** A longer array might be humongous to G1, with regions of 1 MB. */
  int gathered() {
    return Math.max(1, Math.min(GATHERED, LONGEST / codeBytes));
  }

  /** Into arrays of their own, in this order; those of given blocks of theirs are let go. */
  void gather(int[] blocks, int from, int to) {
    int length = (to - from) * codeBytes;
    if (codes[blocks[from]].length == length) {
      return; // An array is of the blocks that were gathered into it.
    }
    byte[] code = new byte[length];
    float[] number = new float[(to - from) * numberFloats];
    for (int i = from; i < to; i++) {
      int block = blocks[i];
      int at = i - from;
      System.arraycopy(codes[block], codesStart(block), code, at * codeBytes, codeBytes);
      System.arraycopy(beside[block], numbersStart(block), number, at * numberFloats, numberFloats);
      codes[block] = code;
      beside[block] = number;
      before[block] = at;
    }
  }

  private long bytes() {
    return 32 + codeBytes + 4L * numberFloats;
  }

  /** An array that has the codes of a block, from {@link #codesStart} on. */
  byte[] codes(int block) {
    return codes[block];
  }

  int codesStart(int block) {
    return before[block] * codeBytes;
  }

  /** From {@link #numbersStart} on the first number of all lanes, then the second, and so on. */
  float[] numbers(int block) {
    return beside[block];
  }

  int numbersStart(int block) {
    return before[block] * numberFloats;
  }

  void copy(int block, int lane, int toBlock, int toLane) {
    byte[] from = codes[block];
    byte[] to = codes[toBlock];
    int in = codesStart(block) + place.applyAsInt(lane);
    int out = codesStart(toBlock) + place.applyAsInt(toLane);
    for (int at = 0; at < codeBytes; at += Blocks.LANES) {
      to[at + out] = from[at + in];
    }
    int first = numbersStart(block) + lane;
    int toFirst = numbersStart(toBlock) + toLane;
    for (int at = 0; at < numberFloats; at += Blocks.LANES) {
      beside[toBlock][toFirst + at] = beside[block][first + at];
    }
  }

  /** Asks memory where a block begins, where what this returns is kept somewhere. */
  int find(int block) {
    return (int) beside[block][numbersStart(block)] + codes[block][codesStart(block)];
  }

  /** Asks memory for all of a block, likewise: what the hardware foresees comes too late. */
  int touch(int block) {
    byte[] of = codes[block];
    int sum = 0;
    for (int i = codesStart(block), end = i + codeBytes; i < end; i += LINE) {
      sum += of[i];
    }
    float[] numbers = beside[block];
    for (int i = numbersStart(block), end = i + numberFloats; i < end; i += LINE / Float.BYTES) {
      sum += Float.floatToRawIntBits(numbers[i]);
    }
    return sum;
  }

  long heapBytes() {
    return heapBytes + 12L * codes.length + numbers.heapBytes();
  }
}
