package org.flinkvectorindex.benchmarks.ann;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnnCommandTest {
  @TempDir private Path folder;

  /** Rows and columns, then as many numbers of four bytes, all of them zero. */
  private Path zeros(String name, int rows, int columns) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(rows).putInt(columns);
    return Files.write(folder.resolve(name), bytes.array());
  }

  /** What it says of wrong arguments; it must not run with them. */
  private String refused(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--base=" + zeros("base.fbin", 4, 2),
                "--queries=" + zeros("queries.fbin", 3, 2),
                "--metric=l2"));
    if (!List.of(more).contains("--truth")) {
      arguments.add("--truth=" + zeros("truth.ibin", 2, 2));
    }
    arguments.addAll(List.of(more));
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new AnnCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setErr(new PrintWriter(said))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    return said.toString();
  }

  @Test
  void unknownBaseline() throws IOException {
    assertThat(refused("--baselines", "lucene,milvus"))
        .contains("--baselines", "milvus", "JVECTOR, LUCENE, LUCENE10, HNSWLIB, FAISS");
  }

  @Test
  void numbersOutOfRange() throws IOException {
    assertThat(refused("--k", "0")).contains("--k is 0, allowed: 1 or more");
    assertThat(refused("--shards", "0")).contains("--shards is 0, allowed: 1 or more");
    assertThat(refused("--passes", "0")).contains("--passes is 0, allowed: 1 or more");
    assertThat(refused("--ef", "16,0")).contains("--ef is 0, allowed: 1 or more");
  }

  @Test
  void moreNeighboursThanTheTruthHas() throws IOException {
    assertThat(refused("--k", "3")).contains("--k is 3, allowed: up to 2");
  }

  @Test
  void fewerTruthsThanQueries() throws IOException {
    assertThat(refused("--k", "1")).contains("--truth is 2 rows", "the 3 queries");
  }

  @Test
  void anInvertedFileIsAskedForAsManyListsAsItNeeds() throws IOException {
    assertThat(refused("--ef", "0", "--index", "ivf", "--k", "3")).contains("--k is 3");
    assertThat(refused("--ef", "0", "--index", "ivf", "--baselines", "lucene"))
        .contains("--ef is 0, allowed: 1 or more with --baselines");
  }

  @Test
  void aTruthOfMoreRowsThanTheBaseHas() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * 3).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(3).putInt(1).putInt(0).putInt(4).putInt(0);
    Path truth = Files.write(folder.resolve("more.ibin"), bytes.array());
    assertThat(refused("--k", "1", "--truth", truth.toString()))
        .contains("--truth is row 4 for query 1, allowed: 0 to 3, the rows of --base");
  }
}
