package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/** A Redis from Maven's artifacts, for this machine alone; what it holds outlives a stop. */
final class RedisServer {
  static final int PORT = 6379;
  private static final Pattern LISTENS = Pattern.compile("(?m)^port (\\d+)");

  private RedisServer() {}

  static void prepare(Home home, int port) throws IOException {
    Files.writeString(
        settings(home),
        """
        port %d
        bind 127.0.0.1
        dir "%s"
        save ""
        appendonly yes
        """
            .formatted(port, home.redis()));
  }

  /** That of the settings in force; empty where there are none. */
  static OptionalInt port(Home home) throws IOException {
    Path settings = settings(home);
    Matcher port = LISTENS.matcher(Files.exists(settings) ? Files.readString(settings) : "");
    return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
  }

  static List<String> command(Home home) throws IOException {
    String executable =
        ExecutableProvider.newJarResourceProvider(home.redis().toFile()).get().getAbsolutePath();
    return List.of(executable, settings(home).toString());
  }

  static boolean answers(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  private static Path settings(Home home) {
    return home.conf().resolve("redis.conf");
  }
}
