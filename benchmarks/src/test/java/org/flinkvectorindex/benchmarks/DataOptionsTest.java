package org.flinkvectorindex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A figure of data that do not fit each other means nothing. */
class DataOptionsTest {
  @TempDir private Path folder;

  @Command
  private static final class Options {
    @Mixin private DataOptions data;
  }

  private Path rows(String name, int count, int dimension, float... values) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(count).putInt(dimension);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  private static DataOptions of(Path base, Path queries, String... more) {
    Options options = new Options();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            ("--base=" + base + " --queries=" + queries + " " + String.join(" ", more))
                .split(" ", 0));
    return options.data;
  }

  @Test
  void theMetricIsACollectionsOwnWhereNoneIsNamed() throws Exception {
    Path file = rows("base.fbin", 1, 2, 1, 2);
    assertThat(of(file, file).metric()).isEqualTo(Metric.COSINE);
    assertThat(of(file, file, "--metric=ip").metric()).isEqualTo(Metric.IP);
  }

  @Test
  void queriesOfAnotherDimensionAreRefused() throws Exception {
    DataOptions data = of(rows("base.fbin", 1, 2, 1, 2), rows("queries.fbin", 1, 3, 1, 2, 3));
    Vectors base = data.base();
    assertThatThrownBy(() -> data.queries(base))
        .isInstanceOf(IOException.class)
        .hasMessage("--queries has rows of 3, --base of 2");
  }

  @Test
  void filesWithoutRowsAreRefused() throws Exception {
    Path none = rows("none.fbin", 0, 2);
    Path one = rows("one.fbin", 1, 2, 1, 2);
    assertThatThrownBy(of(none, one)::base)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("--base has no rows: ");
    Vectors base = of(one, none).base();
    assertThatThrownBy(() -> of(one, none).queries(base))
        .hasMessageStartingWith("--queries has no rows: ");
  }

  @Test
  void rowsThatAreNotFiniteAreRefused() throws Exception {
    Path one = rows("one.fbin", 1, 2, 1, 2);
    Path notFinite = rows("infinite.fbin", 1, 2, Float.POSITIVE_INFINITY, 0);
    assertThatThrownBy(of(notFinite, one, "--metric=l2")::base)
        .isInstanceOf(IOException.class)
        .hasMessage("--base: row 0 of %s is not finite".formatted(notFinite));
  }

  @Test
  void rowsOfLengthZeroAreOneAwayFromAllUnlessAJobIsMeasured() throws Exception {
    Path zero = rows("zero.fbin", 2, 2, 1, 2, 0, 0);
    Vectors read = of(zero, zero).base();
    ExactAnswers exact = new ExactAnswers(read, read, Metric.COSINE);
    assertThat(exact.distance(0, 1)).isEqualTo(1);
    assertThat(exact.kth(1, 2, new int[] {0, 1})).isEqualTo(1);
    assertThatThrownBy(() -> Rows.requireDirections("--base", read))
        .isInstanceOf(IOException.class)
        .hasMessage("--base: row 1 is of length zero, which a job refuses under cosine");
  }
}
