package org.flinkvectorindex.console.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.flinkvectorindex.console.job.FlinkRest;
import org.flinkvectorindex.console.job.Jobs;
import org.junit.jupiter.api.Test;

class RestTest {
  /** As behind a proxy that has more than one. */
  @Test
  void flinkMayBeBelowAPath() throws Exception {
    try (FlinkRest flink = new FlinkRest()) {
      flink.on("GET /of/words/jobs/overview", FlinkRest.jobs("j words RUNNING"));
      for (String path : new String[] {"/of/words", "/of/words/"}) {
        URI address = URI.create(flink.rest().address() + path);
        assertThat(new Jobs(new Rest(address)).find("words")).isEqualTo("j");
      }
    }
  }

  @Test
  void whatIsNoFlinkIsNotOneWithoutJobs() throws Exception {
    try (FlinkRest other = new FlinkRest()) {
      assertThatThrownBy(() -> new Jobs(other.rest()).find("words"))
          .isInstanceOf(IOException.class)
          .hasMessage("no Flink at " + other.rest().address());
    }
  }
}
