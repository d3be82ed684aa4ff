package org.flinkvectorindex.jobs.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one real broker, started for the first and stopped after the last of the JVM. */
final class SharedKafka implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == LocalKafka.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedKafka.class))
        .computeIfAbsent(
            LocalKafka.class,
            type -> {
              try {
                return LocalKafka.open();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            LocalKafka.class);
  }
}
