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
import java.util.ArrayList;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on a free port of this machine, with an append-only file so that what it holds
 * survives {@link #stop} and {@link #start}.
 */
public final class LocalRedis implements AutoCloseable {
  private final ServerFolder folder;
  private final String executable;
  private final int port;
  private final String settings;
  private final boolean tls;
  private final boolean sentinel;
  private ChildProcess process;

  private LocalRedis(ServerFolder folder, int port, String settings, boolean tls, boolean sentinel)
      throws IOException {
    this.folder = folder;
    this.executable =
        ExecutableProvider.newJarResourceProvider(folder.path().toFile()).get().getAbsolutePath();
    this.port = port;
    this.settings = settings;
    this.tls = tls;
    this.sentinel = sentinel;
  }

  /** Running when this returns. */
  public static LocalRedis open() throws IOException {
    return with("");
  }

  /** Running when this returns, and asking for that password. */
  public static LocalRedis open(String password) throws IOException {
    return with("requirepass " + password);
  }

  /** Running when this returns, with these lines of configuration. */
  public static LocalRedis with(String settings) throws IOException {
    return started(settings, false, false);
  }

  /** The same, speaking TLS alone; clients need no certificate unless the settings say so. */
  public static LocalRedis secured(Certificates certificates, String settings) throws IOException {
    return started(tls(certificates) + settings, true, false);
  }

  /** Watches a master under the name {@code main}, and would follow it to another. */
  public static LocalRedis sentinel(LocalRedis master, String settings) throws IOException {
    return started(watching(master) + settings, false, true);
  }

  /** The same over TLS alone, as its master does. */
  public static LocalRedis sentinel(LocalRedis master, Certificates certificates, String settings)
      throws IOException {
    return started(
        tls(certificates) + "tls-replication yes\n" + watching(master) + settings, true, true);
  }

  private static String watching(LocalRedis master) {
    return """
        sentinel monitor main 127.0.0.1 %d 1
        sentinel down-after-milliseconds main 1000
        sentinel failover-timeout main 5000
        """
        .formatted(master.port);
  }

  private static String tls(Certificates certificates) {
    return """
        tls-cert-file %1$s
        tls-key-file %2$s
        tls-ca-cert-file %1$s
        tls-auth-clients optional
        """
        .formatted(certificates.certificate(), certificates.key());
  }

  private static LocalRedis started(String settings, boolean tls, boolean sentinel)
      throws IOException {
    LocalRedis redis =
        new LocalRedis(new ServerFolder("redis"), FreePort.find(), settings, tls, sentinel);
    Files.writeString(redis.configurationFile(), redis.configuration());
    redis.start();
    return redis;
  }

  /** {@code redis://host:port}, without the password. */
  public String uri() {
    return (tls ? "rediss" : "redis") + "://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** On the same port, with what it held. */
  public void start() throws IOException {
    List<String> command = new ArrayList<>(List.of(executable, configurationFile().toString()));
    if (sentinel) {
      command.add("--sentinel");
    }
    process = new ChildProcess("Redis", command, folder.path().resolve("redis.log"));
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

  /** Redis itself writes what it learns into it. */
  private Path configurationFile() {
    return folder.path().resolve("redis.conf");
  }

  private String configuration() {
    String own =
        """
        %s %d
        bind 127.0.0.1
        dir %s
        """
            .formatted(tls ? "port 0\ntls-port" : "port", port, folder.path());
    return own + (sentinel ? "" : "save \"\"\nappendonly yes\n") + settings + "\n";
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      socket.setSoTimeout(500);
      if (tls) {
        return true; // It listens once it has read its certificate.
      }
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
