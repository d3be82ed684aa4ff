package org.flinkvectorindex.operators.recall;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.WindowStatistics.Recall;

/**
 * The recall of sampled queries and what can be said of all queries by it.
 *
 * <p>The unit of sampling is the query: its hits are found or missed together. So the interval is
 * Wilson's score interval for as many independent hits as would give the variance between queries
 * that there is, and no more than one a query where all queries have the same recall.
 */
public final class RecallSums {
  /**
   * For 95 %. The normal distribution has 1.96; recall is skewed, and simulated with that its truth
   * was covered less often (RecallSumsTest).
   */
  private static final double Z = 2.1;

  /** Queries that are as far off as can be, as if they had been sampled too: few are not sure. */
  private static final int DOUBTS = 2;

  private long count;
  private double sum;
  private double squares;

  /**
   * @param recall of one query, 0 to 1
   */
  public void add(double recall) {
    count++;
    sum += recall;
    squares += recall * recall;
  }

  public void merge(RecallSums other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
  }

  public long count() {
    return count;
  }

  /** Empty without samples. */
  public Optional<Recall> recall() {
    if (count == 0) {
      return Optional.empty();
    }
    double p = Math.min(1, sum / count);
    double variance = (Math.max(0, squares - count * p * p) + DOUBTS * p * (1 - p)) / count;
    double n = variance > 0 && p < 1 ? p * (1 - p) / variance * count : count;
    double zz = Z * Z / n;
    double middle = (p + zz / 2) / (1 + zz);
    double half = Z * Math.sqrt(p * (1 - p) / n + zz / (4 * n)) / (1 + zz);
    return Optional.of(
        new Recall(
            p,
            Math.max(0, Math.min(p, middle - half)),
            Math.min(1, Math.max(p, middle + half)),
            count));
  }

  public void write(DataOutputView out) throws IOException {
    out.writeLong(count);
    out.writeDouble(sum);
    out.writeDouble(squares);
  }

  public static RecallSums read(DataInputView in) throws IOException {
    RecallSums read = new RecallSums();
    read.count = in.readLong();
    read.sum = in.readDouble();
    read.squares = in.readDouble();
    return read;
  }
}
