package org.flinkvectorindex.operators.window;

import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;

/**
 * How far two windows of vectors are apart, in units of what is worth a word: 1.
 *
 * <p>With means μ and ν, standard deviations s and t by dimension, n and m vectors:
 *
 * <pre>
 *   mean   = |μ − ν| / unit
 *   spread = |s − t| / unit
 *   unit²  = 16 Σ (s²/n + t²/m) + 0.01 Σ t²
 * </pre>
 *
 * <p>The squares of both distances add up to the squared Fréchet distance of two normal
 * distributions with these moments. The first term of the unit is four standard errors of a
 * difference of means even where all dimensions move together (then once in 16,000 comparisons
 * beyond it; with as few as five independent ones practically never), and no less than that for
 * standard deviations of components with a kurtosis up to 5. The second is a tenth of the spread:
 * with many vectors anything is significant, and a smaller move is not worth a word.
 */
public final class Drifts {
  private static final double STANDARD_ERRORS = 4;
  private static final double SHARE_OF_SPREAD = 0.1;

  private Drifts() {}

  /**
   * @param then what is compared with
   * @param start of the window that it is of
   */
  public static Drift between(Moments now, Moments then, long start) {
    double means = 0;
    double deviations = 0;
    double error = 0;
    double spread = 0;
    for (int i = 0; i < now.mean().length; i++) {
      double mean = (double) now.mean()[i] - then.mean()[i];
      double deviation = Math.sqrt(now.variance()[i]) - Math.sqrt(then.variance()[i]);
      means += mean * mean;
      deviations += deviation * deviation;
      error +=
          now.variance()[i] / (double) now.count() + then.variance()[i] / (double) then.count();
      spread += then.variance()[i];
    }
    double unit =
        Math.sqrt(
            STANDARD_ERRORS * STANDARD_ERRORS * error + SHARE_OF_SPREAD * SHARE_OF_SPREAD * spread);
    return new Drift(ratio(Math.sqrt(means), unit), ratio(Math.sqrt(deviations), unit), start);
  }

  /** Where nothing varies, any difference is without bound: as great as a number may be. */
  private static double ratio(double distance, double unit) {
    return distance == 0 ? 0 : Math.min(Float.MAX_VALUE, distance / unit);
  }
}
