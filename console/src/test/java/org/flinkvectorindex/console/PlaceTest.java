package org.flinkvectorindex.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
  @TempDir private Path folder;

  /** As Flink reads it again. */
  @Test
  void namesAreAsTheyAre() throws Exception {
    for (String name : new String[] {"a b", "50%", "a%20b", "ü#?"}) {
      Path made = Files.createDirectory(folder.resolve(name));
      var read = new org.apache.flink.core.fs.Path(Place.of(made));
      assertThat(new File(read.getPath())).isEqualTo(made.toFile());
      assertThat(read.toUri().getScheme()).isEqualTo("file");
      assertThat(read.getFileSystem().exists(read)).isTrue();
    }
  }

  @Test
  void urisStayAndPathsAreFull() {
    for (String uri : new String[] {"s3://bucket/x", "file:/data/x", "file:///data/x y"}) {
      assertThat(Place.of(uri)).isEqualTo(uri);
    }
    assertThat(Place.of("x y")).isEqualTo("file:" + Path.of("x y").toAbsolutePath());
    assertThat(Place.of("/data/x")).isEqualTo("file:/data/x");
  }
}
