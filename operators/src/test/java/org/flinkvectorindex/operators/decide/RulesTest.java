package org.flinkvectorindex.operators.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;

import java.util.Map;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final CollectionSpec NEW = collection("words-2", 3, Order.TIME, Metric.L2);

  private final Rules rules =
      new Rules(catalog(collection("words-1", 2, Order.TIME, Metric.COSINE)));
  private Directory now = Directory.EMPTY;

  @Test
  void aGenerationComesAndTheOldOneGoes() {
    applied(new Control.Alias("words", "words-1"));
    applied(new Control.Create(NEW));
    applied(new Control.Alias("words", "words-2"));
    applied(new Control.Alias("words", "words-1"));
    applied(new Control.Alias("words", "words-2"));
    applied(new Control.Drop("words-1"));
    assertThat(now)
        .isEqualTo(
            new Directory(
                6, Map.of("words-2", NEW), Map.of("words", "words-2"), Map.of("words-1", 2)));
  }

  @Test
  void repeatsChangeNothing() {
    applied(new Control.Create(NEW));
    repeated(new Control.Create(NEW));
    repeated(new Control.Create(collection("words-1", 2, Order.TIME, Metric.COSINE)));
    applied(new Control.Alias("words", "words-2"));
    repeated(new Control.Alias("words", "words-2"));
    applied(new Control.Unalias("words"));
    repeated(new Control.Unalias("words"));
    applied(new Control.Drop("words-2"));
    repeated(new Control.Drop("words-2"));
  }

  @Test
  void anotherCollectionUnderANameThatIsTaken() {
    refused(
        new Control.Create(collection("words-1", 3, Order.TIME, Metric.COSINE)),
        "spec.shards is 3: words-1 is there with 2; allowed: 2, or another name");
    applied(new Control.Create(NEW));
    refused(
        new Control.Create(collection("words-2", 3, Order.TIME, Metric.IP)),
        "spec.metric is IP: words-2 is there with L2; allowed: L2, or another name");
    applied(new Control.Alias("words", "words-2"));
    refused(
        new Control.Create(collection("words", 3, Order.TIME, Metric.IP)),
        "collection is words: it is an alias; allowed: a name that is none");
  }

  @Test
  void aNameIsGivenOnce() {
    applied(new Control.Create(NEW));
    applied(new Control.Drop("words-2"));
    refused(
        new Control.Create(NEW),
        "collection is words-2: it was dropped; allowed: a name that no collection had");
    applied(new Control.Drop("words-1"));
    refused(
        new Control.Alias("words", "words-1"), "collection is words-1: it was dropped; allowed: ");
  }

  @Test
  void anAliasOfNothingOrInTheWay() {
    refused(
        new Control.Alias("words", "birds"),
        "collection is birds: there is no such collection; allowed: words-1");
    refused(
        new Control.Alias("words-1", "words-1"),
        "alias is words-1: it is a collection; allowed: a name that no collection has");
    applied(new Control.Alias("words", "words-1"));
    refused(
        new Control.Alias("more", "words"),
        "collection is words: it is an alias of words-1; allowed: words-1");
  }

  @Test
  void whatServesIsNotDropped() {
    applied(new Control.Alias("words", "words-1"));
    refused(
        new Control.Drop("words-1"),
        "collection is words-1: queries go to it by the alias words; allowed: a collection that no"
            + " alias stands for");
    refused(
        new Control.Drop("words"),
        "collection is words: it is an alias of words-1; allowed: words-1");
    refused(
        new Control.Drop("birds"),
        "collection is birds: there is no such collection; allowed: words-1");
  }

  @Test
  void thereAreBounds() {
    for (int i = 0; i < Rules.MOST_CREATED; i++) {
      applied(new Control.Create(collection("c" + i, 1, Order.TIME, Metric.L2)));
    }
    refused(
        new Control.Create(NEW),
        "collection is words-2: 64 created collections are there; allowed: as many; drop one, or"
            + " move some to the configuration");
    applied(new Control.Drop("c0"));
    applied(new Control.Create(NEW));
    refused(
        new Control.Create(collection("many", 129, Order.TIME, Metric.L2)),
        "spec.shards is 129: more than the max parallelism; allowed: 1 to 128");
  }

  private void applied(Control control) {
    Rules.Decision decision = rules.decide(control, now);
    assertThat(decision).isInstanceOf(Rules.Applied.class);
    now = ((Rules.Applied) decision).directory();
  }

  private void repeated(Control control) {
    assertThat(rules.decide(control, now)).isEqualTo(new Rules.Repeated());
  }

  private void refused(Control control, String detail) {
    assertThat(rules.decide(control, now)).isEqualTo(new Rules.Refused(detail));
  }
}
