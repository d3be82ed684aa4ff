package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A Redis from Maven's artifacts, for this machine alone; what it holds outlives a stop. */
final class RedisServer {
  static final int PORT = 6379;

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
