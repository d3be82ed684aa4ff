package org.flinkvectorindex.connectors.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on a free port of this machine, with an append-only file so that what it holds
 * survives {@link #stop} and {@link #start}.
 */
public final class LocalRedis implements AutoCloseable {
  private final ServerFolder folder;
  private final String executable;
  private final int port;
  private final Optional<String> password;
  private ChildProcess process;

  private LocalRedis(ServerFolder folder, int port, Optional<String> password) throws IOException {
    this.folder = folder;
    this.executable =
        ExecutableProvider.newJarResourceProvider(folder.path().toFile()).get().getAbsolutePath();
    this.port = port;
    this.password = password;
  }

  /** Running when this returns. */
  public static LocalRedis open() throws IOException {
    return open(Optional.empty());
  }

  /** Running when this returns, and asking for that password. */
  public static LocalRedis open(String password) throws IOException {
    return open(Optional.of(password));
  }

  private static LocalRedis open(Optional<String> password) throws IOException {
    LocalRedis redis = new LocalRedis(new ServerFolder("redis"), ChildProcess.freePort(), password);
    redis.start();
    return redis;
  }

  /** {@code redis://host:port}, without the password. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** On the same port, with what it held. */
  public void start() throws IOException {
    Path configuration = folder.path().resolve("redis.conf");
    Files.writeString(configuration, configuration());
    process =
        new ChildProcess(
            "Redis",
            List.of(executable, configuration.toString()),
            folder.path().resolve("redis.log"));
    process.awaitReady(this::answers, Duration.ofSeconds(20));
  }

  /** Connections end; what it held comes back with {@link #start}. */
  public void stop() {
    process.stop();
  }

  @Override
  public void close() {
    stop();
    folder.close();
  }

  private String configuration() {
    return """
        port %d
        bind 127.0.0.1
        dir %s
        save ""
        appendonly yes
        %s
        """
        .formatted(port, folder.path(), password.map("requirepass "::concat).orElse(""));
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      socket.setSoTimeout(500);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return answer != null && (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"));
    } catch (IOException notYet) {
      return false;
    }
  }
}
