package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * Sixteen codewords for each two neighbouring components: product quantization (Jégou, Douze and
 * Schmid, TPAMI 2011) in its 4-bit form (André, Kermarrec and Le Scouarnec, VLDB 2015). Codewords
 * are of vectors that are scaled to length √dimension, so that one scale fits all vectors. An odd
 * last component is paired with zero.
 *
 * <p>Nothing of it changes once it is made.
 */
public final class Codebook {
  /** Codewords a pair. */
  static final int WORDS = BlockKernels.TABLE;

  /** Floats a pair: the first components of all its codewords, then the second ones. */
  static final int PAIR = 2 * WORDS;

  /** The best four points for a normal distribution (Max, 1960). */
  private static final float[] NORMAL = {-1.5104f, -0.4528f, 0.4528f, 1.5104f};

  private final float[] words;
  private final float[] errors;
  private final long hash;

  private Codebook(float[] words, float[] errors) {
    this.words = words;
    this.errors = errors;
    long mixed = words.length;
    for (float word : words) {
      mixed = (mixed ^ Float.floatToRawIntBits(word)) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 29;
    }
    hash = mixed;
  }

  /** What is known before any vector: components that are normally distributed. */
  public static Codebook normal(int dimension) {
    int pairs = pairs(dimension);
    float[] words = new float[pairs * PAIR];
    float[] errors = new float[pairs];
    for (int pair = 0; pair < pairs; pair++) {
      for (int word = 0; word < WORDS; word++) {
        words[pair * PAIR + word] = NORMAL[word % 4];
        words[pair * PAIR + WORDS + word] = NORMAL[word / 4];
      }
      errors[pair] = 1;
    }
    return new Codebook(words, errors);
  }

  /**
   * @param errors mean squared error of each pair
   */
  static Codebook of(float[] words, float[] errors) {
    return new Codebook(words.clone(), errors.clone());
  }

  /** Pairs of components. */
  static int pairs(int dimension) {
    return (dimension + 1) / 2;
  }

  int pairs() {
    return errors.length;
  }

  /** {@link #PAIR} floats a pair. */
  float[] words() {
    return words;
  }

  float first(int pair, int code) {
    return words[pair * PAIR + code];
  }

  float second(int pair, int code) {
    return words[pair * PAIR + WORDS + code];
  }

  /** Mean squared error of each pair, over the vectors that the codewords were learned from. */
  float[] errors() {
    return errors;
  }

  /** Over all codewords. */
  public long hash() {
    return hash;
  }

  /**
   * Scales a vector to length √dimension, and pads it to pairs.
   *
   * @return its squared length as it was; where that is zero, so is what is scaled
   */
  static double scale(float[] vector, int dimension, float[] scaled) {
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      squares += (double) vector[i] * vector[i];
    }
    double scale = squares == 0 ? 0 : Math.sqrt(dimension / squares);
    for (int i = 0; i < dimension; i++) {
      scaled[i] = (float) (vector[i] * scale);
    }
    if ((dimension & 1) == 1) {
      scaled[dimension] = 0;
    }
    return squares;
  }

  /** The squared distance of a codeword. */
  static float squared(float[] words, int pair, int word, float x, float y) {
    float first = x - words[pair * PAIR + word];
    float second = y - words[pair * PAIR + WORDS + word];
    return first * first + second * second;
  }

  /**
   * The squared distance of a scaled vector from its code.
   *
   * @param codes where its code goes
   */
  double error(float[] scaled, BlockKernels kernels, byte[] codes) {
    kernels.codewords(words, scaled, errors.length, codes);
    double sum = 0;
    for (int pair = 0; pair < errors.length; pair++) {
      sum += squared(words, pair, codes[pair], scaled[2 * pair], scaled[2 * pair + 1]);
    }
    return sum;
  }

  public void save(LogBuffer out) {
    save(words, out);
    save(errors, out);
  }

  public static Codebook restore(LogCursor in, int dimension) throws CorruptIndexException {
    int pairs = pairs(dimension);
    return new Codebook(floats(in, pairs * PAIR), floats(in, pairs));
  }

  static void save(float[] floats, LogBuffer out) {
    for (float each : floats) {
      out.putFloat(each);
    }
  }

  static float[] floats(LogCursor in, int count) throws CorruptIndexException {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = in.getFloat();
    }
    return floats;
  }

  long heapBytes() {
    return 64 + 4L * (words.length + errors.length);
  }
}
