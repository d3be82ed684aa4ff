package org.flinkvectorindex.operators.decide;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Directory;

/**
 * What control records may do: a function of the configured collections and the records so far, so
 * that whoever reads the topic comes to the same.
 *
 * <p>A record that says what is so already changes nothing, whatever came between. One that
 * contradicts is refused with the field, its value and what is allowed.
 */
public final class Rules {
  /** Collections that may be there beside the configured ones at once. */
  public static final int MOST_CREATED = 64;

  public static final int MOST_ALIASES = 256;

  private final Catalog configured;

  public Rules(Catalog configured) {
    this.configured = configured;
  }

  /** What becomes of a record. */
  public sealed interface Decision {}

  /** It is applied. */
  public record Applied(Directory directory) implements Decision {}

  /** It says what is so already. */
  public record Repeated() implements Decision {}

  /** It contradicts what is there. */
  public record Refused(String detail) implements Decision {}

  public Decision decide(Control control, Directory now) {
    Catalog catalog = configured.with(now);
    if (control instanceof Control.Create create) {
      return create(create.spec(), now, catalog);
    } else if (control instanceof Control.Alias alias) {
      return alias(alias, now, catalog);
    } else if (control instanceof Control.Unalias unalias) {
      return now.aliased(unalias.alias()).isPresent()
          ? new Applied(now.unalias(unalias.alias()))
          : new Repeated();
    }
    return drop(((Control.Drop) control).collection(), now, catalog);
  }

  private Decision create(CollectionSpec spec, Directory now, Catalog catalog) {
    String name = spec.name();
    if (now.dropped().containsKey(name)) {
      return refused("collection", name, "it was dropped", "a name that no collection had");
    }
    Optional<Catalog.Entry> there = catalog.find(name);
    if (there.isPresent()) {
      return Differences.first(there.get().said(), spec)
          .<Decision>map(
              it ->
                  refused(
                      "spec." + it.key(),
                      it.is(),
                      name + " is there with " + it.was(),
                      it.was() + ", or another name"))
          .orElseGet(Repeated::new);
    }
    if (now.aliased(name).isPresent()) {
      return refused("collection", name, "it is an alias", "a name that is none");
    }
    if (spec.shards() > configured.maxParallelism()) {
      return refused(
          "spec.shards",
          spec.shards(),
          "more than the max parallelism",
          "1 to " + configured.maxParallelism());
    }
    if (now.created().size() >= MOST_CREATED) {
      return refused(
          "collection",
          name,
          MOST_CREATED + " created collections are there",
          "as many; drop one, or move some to the configuration");
    }
    return new Applied(now.create(spec));
  }

  private static Decision alias(Control.Alias control, Directory now, Catalog catalog) {
    String alias = control.alias();
    String collection = control.collection();
    if (catalog.find(alias).isPresent()) {
      return refused("alias", alias, "it is a collection", "a name that no collection has");
    }
    if (catalog.find(collection).isEmpty()) {
      return refused("collection", collection, missing(collection, now), names(catalog));
    }
    if (now.aliased(alias).equals(Optional.of(collection))) {
      return new Repeated();
    }
    if (now.aliased(alias).isEmpty() && now.aliases().size() >= MOST_ALIASES) {
      return refused("alias", alias, MOST_ALIASES + " aliases are there", "as many");
    }
    return new Applied(now.alias(alias, collection));
  }

  private static Decision drop(String collection, Directory now, Catalog catalog) {
    if (now.dropped().containsKey(collection)) {
      return new Repeated();
    }
    Optional<Catalog.Entry> there = catalog.find(collection);
    if (there.isEmpty()) {
      return refused("collection", collection, missing(collection, now), names(catalog));
    }
    List<String> aliases =
        now.aliases().entrySet().stream()
            .filter(each -> each.getValue().equals(collection))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!aliases.isEmpty()) {
      return refused(
          "collection",
          collection,
          "queries go to it by the alias " + String.join(", ", aliases),
          "a collection that no alias stands for");
    }
    return new Applied(now.drop(collection, there.get().spec().shards()));
  }

  private static String missing(String name, Directory now) {
    if (now.dropped().containsKey(name)) {
      return "it was dropped";
    }
    return now.aliased(name)
        .map(of -> "it is an alias of " + of)
        .orElse("there is no such collection");
  }

  private static String names(Catalog catalog) {
    return catalog.entries().stream()
        .map(entry -> entry.spec().name())
        .collect(Collectors.joining(", "));
  }

  private static Refused refused(String field, Object value, String why, String allowed) {
    return new Refused("%s is %s: %s; allowed: %s".formatted(field, value, why, allowed));
  }
}
