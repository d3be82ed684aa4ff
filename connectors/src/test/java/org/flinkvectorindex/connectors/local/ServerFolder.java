package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The temporary folder of one server, removed with it, or when this JVM is asked to end. */
public final class ServerFolder implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Path path;
  private final Thread hook = new Thread(this::delete);

  public ServerFolder(String name) throws IOException {
    path = Files.createTempDirectory("fvi-" + name + "-");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Again and again until it is gone: a server that is just being killed may still write. */
  public void delete() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (Files.exists(path) && System.nanoTime() < deadline) {
        Files.walkFileTree(path, new Deletion());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove " + path, e);
    }
  }

  /** Of files that may come and go at the same time. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      try {
        Files.deleteIfExists(folder);
      } catch (java.nio.file.DirectoryNotEmptyException stillWritten) {
        return FileVisitResult.CONTINUE; // It is tried again.
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
