package org.flinkvectorindex.jobs.deployment;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.apache.flink.autoscaler.config.AutoScalerOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;

/** Every option that Flink, its RocksDB backend and the operator's autoscaler declare. */
final class KnownOptions {
  private static final Map<String, ConfigOption<?>> OPTIONS = new TreeMap<>();

  /** Options of a reporter stand after its name, which the configuration chooses. */
  private static final Pattern REPORTER = Pattern.compile("metrics\\.reporter\\.[a-z]+\\.(.*)");

  private static final Set<String> OPTIONS_OF_PROMETHEUS =
      Set.of("port", "filterLabelValueCharacters");

  static {
    for (Class<?> each :
        List.of(CoreOptions.class, RocksDBOptions.class, AutoScalerOptions.class)) {
      declaredBeside(each);
    }
  }

  private KnownOptions() {}

  /** One line for each key that nobody declares, or only as an old name, and each bad value. */
  static List<String> problems(Map<String, String> settings) {
    Configuration configuration = Configuration.fromMap(settings);
    List<String> problems = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          ConfigOption<?> option = OPTIONS.get(key);
          Matcher reporter = REPORTER.matcher(key);
          if (reporter.matches()) {
            if (!OPTIONS_OF_PROMETHEUS.contains(reporter.group(1))
                && !OPTIONS.containsKey(reporter.group(1))) {
              problems.add(key + " is no option of a reporter");
            }
          } else if (option == null) {
            problems.add(key + " is no option of Flink");
          } else {
            try {
              configuration.get(option);
            } catch (IllegalArgumentException e) {
              problems.add(key + ": " + value + " is refused: " + e.getMessage());
            }
          }
        });
    return problems;
  }

  static Object value(String key, Configuration configuration) {
    ConfigOption<?> option = OPTIONS.get(key);
    // Those of a reporter are text.
    return option == null ? configuration.toMap().get(key) : configuration.get(option);
  }

  /** Those of all classes named …Options in the same package of the same jar. */
  private static void declaredBeside(Class<?> one) {
    String folder = one.getPackageName().replace('.', '/') + "/";
    try (JarFile jar =
        new JarFile(new File(one.getProtectionDomain().getCodeSource().getLocation().toURI()))) {
      for (String entry : jar.stream().map(ZipEntry::getName).toList()) {
        if (entry.matches(folder + "[A-Za-z]+Options\\.class")) {
          declaredIn(Class.forName(entry.replace('/', '.').replaceFirst("\\.class$", "")));
        }
      }
    } catch (IOException | ReflectiveOperationException | URISyntaxException e) {
      throw new IllegalStateException("can't read the options beside " + one, e);
    }
  }

  private static void declaredIn(Class<?> options) throws IllegalAccessException {
    for (Field field : options.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
        ConfigOption<?> option = (ConfigOption<?>) field.get(null);
        OPTIONS.put(option.key(), option);
      }
    }
  }
}
