package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.jobs.config.Examples.LEAST;
import static org.flinkvectorindex.jobs.config.Examples.problems;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainYamlTest {
  @Test
  void brokenYamlIsRefusedWithoutBeingQuoted() {
    assertThat(problems(LEAST + "name: s3cret\n", Map.of()))
        .singleElement()
        .asString()
        .startsWith("(file): not YAML near line")
        .doesNotContain("s3cret");
    assertThat(problems("just text", Map.of()))
        .containsExactly("(file): a block of keys is wanted");
  }

  /** Read as text, a group or a topic would have the name of the anchor. */
  @Test
  void anAliasIsRefusedWhereverItStands() {
    String anchors = LEAST.replace("group-id: words}", "group-id: &group words}");
    JobConfiguration.parse(
        LEAST.replace("name: words-index", "name: &n words"), Map.of(), Map.of());
    for (String alias :
        List.of(
            "topic: *group",
            "topic: r, properties: *group",
            "topic: r, properties: {<<: *group}")) {
      assertThat(problems(anchors.replace("topic: results", alias), Map.of()))
          .containsExactly(
              "(file): an alias of YAML (*name) near line 8, which is not resolved: write the value"
                  + " there");
    }
  }
}
