package org.flinkvectorindex.index.quantize;

import java.util.Arrays;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * Learns codewords from a stream, vector by vector: online k-means (MacQueen 1967; Sculley, WWW
 * 2010). Each vector draws its nearest codeword towards itself by one part in as many as that one
 * has drawn before; since these numbers are halved now and then, codewords follow when vectors
 * drift. No vector is kept, there is no training, and what is learned is a function of the vectors
 * in their order.
 *
 * <p>One codeword a vector is looked at that may be of no use: where it was nearest to hardly any
 * vector, it goes to where a vector was far from all.
 *
 * <p>So that one knows whether what was learned is worth a change, its error is compared with that
 * of the codebook in use, on the same vectors, each before it is learned from.
 */
public final class CodebookLearner {
  /** Numbers are halved after so many vectors. */
  private static final int WINDOW = 2048;

  /** A codeword that was nearest to fewer than one in so many is of no use. */
  private static final int USELESS = 256;

  /** Errors are means over about so many vectors. */
  private static final int SPAN = 512;

  /** One vector in so many is compared with both codebooks. */
  private static final int COMPARED = 8;

  /** So many comparisons at least, over which errors are means, before a change. */
  private static final int COMPARISONS = 96;

  /** What was learned is better if its error is less by this share. */
  private static final double SHARE = 0.1;

  private final int dimension;
  private final int pairs;
  private final BlockKernels kernels;
  private final float[] scaled;

  /** Of the vector at hand. */
  private final byte[] codes;

  private float[] words;
  private float[] errors;
  private final int[] counts;
  private int[] totals;
  private long learned;
  private int compared;
  private double used;
  private double own;

  public CodebookLearner(int dimension, BlockKernels kernels) {
    this.dimension = dimension;
    this.kernels = kernels;
    pairs = Codebook.pairs(dimension);
    scaled = new float[2 * pairs];
    codes = new byte[pairs];
    words = new float[pairs * Codebook.PAIR];
    errors = new float[pairs];
    counts = new int[pairs * Codebook.WORDS];
    totals = new int[pairs];
  }

  /**
   * @param using the codebook in use
   */
  public void learn(float[] vector, Codebook using) {
    if (Codebook.scale(vector, dimension, scaled) == 0) {
      return;
    }
    long number = learned++;
    if (number < Codebook.WORDS) {
      begin((int) number);
      return;
    }
    double error = 0;
    float rate = 1f / Math.min(number, SPAN);
    kernels.codewords(words, scaled, pairs, codes);
    for (int pair = 0; pair < pairs; pair++) {
      float squared = draw(pair, codes[pair], scaled[2 * pair], scaled[2 * pair + 1]);
      error += squared;
      errors[pair] += rate * (squared - errors[pair]);
    }
    if (number % COMPARED == 0) {
      compare(error, using.error(scaled, kernels, codes));
    }
    revive((int) (number % pairs));
    if (learned % WINDOW == 0) {
      forget();
    }
  }

  /** The first vectors are the first codewords. */
  private void begin(int word) {
    for (int pair = 0; pair < pairs; pair++) {
      put(pair, word, scaled[2 * pair], scaled[2 * pair + 1], 1);
    }
  }

  private void put(int pair, int word, float x, float y, int count) {
    words[pair * Codebook.PAIR + word] = x;
    words[pair * Codebook.PAIR + Codebook.WORDS + word] = y;
    totals[pair] += count - counts[pair * Codebook.WORDS + word];
    counts[pair * Codebook.WORDS + word] = count;
  }

  /** Returns the squared error before. */
  private float draw(int pair, int word, float x, float y) {
    float squared = Codebook.squared(words, pair, word, x, y);
    int count = ++counts[pair * Codebook.WORDS + word];
    totals[pair]++;
    int first = pair * Codebook.PAIR + word;
    int second = first + Codebook.WORDS;
    words[first] += (x - words[first]) / count;
    words[second] += (y - words[second]) / count;
    return squared;
  }

  private void compare(double ownError, double usedError) {
    compared++;
    double rate = 1.0 / Math.min(compared, COMPARISONS);
    own += rate * (ownError - own);
    used += rate * (usedError - used);
  }

  /** Moves a codeword of no use to this vector, if that is farther than most from all. */
  private void revive(int pair) {
    int least = 0;
    int at = pair * Codebook.WORDS;
    for (int word = 1; word < Codebook.WORDS; word++) {
      least = counts[at + word] < counts[at + least] ? word : least;
    }
    if ((long) counts[at + least] * USELESS < totals[pair]) {
      float x = scaled[2 * pair];
      float y = scaled[2 * pair + 1];
      if (least(pair, x, y) > errors[pair]) {
        put(pair, least, x, y, 1 + totals[pair] / (USELESS / 4));
      }
    }
  }

  /** The squared distance of the nearest codeword. */
  private float least(int pair, float x, float y) {
    float least = Float.POSITIVE_INFINITY;
    for (int word = 0; word < Codebook.WORDS; word++) {
      least = Math.min(least, Codebook.squared(words, pair, word, x, y));
    }
    return least;
  }

  private void forget() {
    Arrays.fill(totals, 0);
    for (int i = 0; i < counts.length; i++) {
      counts[i] /= 2;
      totals[i / Codebook.WORDS] += counts[i];
    }
  }

  /** Whether what was learned has less of an error than the codebook in use, as far as is known. */
  public boolean isBetter() {
    return compared >= COMPARISONS && own < (1 - SHARE) * used;
  }

  /** What was learned, to be used from now on. */
  public Codebook take() {
    compared = 0;
    own = 0;
    used = 0;
    return Codebook.of(words, errors);
  }

  /** Share of a vector's squared length that its code is off by, with the codebook in use. */
  public double error() {
    return used / dimension;
  }

  public void save(LogBuffer out) {
    out.putLong(learned);
    out.putInt(compared);
    out.putLong(Double.doubleToLongBits(used));
    out.putLong(Double.doubleToLongBits(own));
    Codebook.save(words, out);
    Codebook.save(errors, out);
    for (int count : counts) {
      out.putInt(count);
    }
  }

  public void restore(LogCursor in) throws CorruptIndexException {
    learned = in.getLong();
    compared = in.getInt();
    used = Double.longBitsToDouble(in.getLong());
    own = Double.longBitsToDouble(in.getLong());
    words = Codebook.floats(in, words.length);
    errors = Codebook.floats(in, errors.length);
    totals = new int[pairs];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.getInt();
      totals[i / Codebook.WORDS] += counts[i];
    }
  }

  public long heapBytes() {
    return 4L * (scaled.length + words.length + errors.length + counts.length + totals.length);
  }
}
