package org.flinkvectorindex.jobs.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnoseTest {
  @TempDir private Path folder;

  @Test
  void asksTheClusterOfThisMachine() throws Exception {
    Path conf = Files.createDirectories(folder.resolve(".run/cluster/conf"));
    assertThat(Diagnose.address(folder.toString(), Map.of())).isEqualTo("http://localhost:8081");
    Files.writeString(conf.resolve("config.yaml"), "rest.address: 127.0.0.1\nrest.port: 38083\n");
    assertThat(Diagnose.address(folder.toString(), Map.of())).isEqualTo("http://127.0.0.1:38083");
    Map<String, String> named =
        Map.of("FVI_CLUSTER_HOME", folder.resolve(".run/cluster").toString());
    assertThat(Diagnose.address("/none", named)).isEqualTo("http://127.0.0.1:38083");
  }
}
