package org.flinkvectorindex.jobs.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${NAME}} from the environment and {@code ${file:/path}} from a file (without its
 * last line break), so that secrets stay out of the configuration. Errors show the reference, never
 * what it stands for.
 */
final class References {
  static final References NONE = new References(Map.of());

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FILE = "file:";

  private final Map<String, String> environment;

  References(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  String resolve(String text) throws RefusedValue {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(lookUp(matcher.group(1))));
    }
    return matcher.appendTail(resolved).toString();
  }

  private String lookUp(String name) throws RefusedValue {
    if (name.startsWith(FILE)) {
      return content(name.substring(FILE.length()));
    }
    if (!NAME.matcher(name).matches()) {
      throw new RefusedValue("${" + name + "} is neither ${NAME} nor ${file:/path}");
    }
    if (!environment.containsKey(name)) {
      throw new RefusedValue("environment variable " + name + " is not set");
    }
    return environment.get(name);
  }

  private static String content(String path) throws RefusedValue {
    try {
      return Files.readString(Path.of(path)).replaceFirst("\\R\\z", "");
    } catch (IOException | InvalidPathException e) {
      throw new RefusedValue(
          "file " + path + " can't be read (" + e.getClass().getSimpleName() + ")");
    }
  }
}
