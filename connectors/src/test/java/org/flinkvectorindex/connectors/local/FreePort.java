package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of this machine that nobody listens on. Below those that the system gives to outgoing
 * connections, so that none of these takes it before a server does, or while one is restarted.
 */
public final class FreePort {
  private static final int FROM = 10_000;
  private static final int UNTIL = 32_000;
  private static final int TRIES = 100;

  private FreePort() {}

  public static int find() throws IOException {
    for (int tried = 0; tried < TRIES; tried++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, UNTIL);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // Another, then.
      }
    }
    throw new IOException("no free port from %d to %d".formatted(FROM, UNTIL));
  }
}
