package org.flinkvectorindex.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a.fbin", "a.fbin.gz"})
  void readsFloats(String name) throws IOException {
    Path path =
        write(
            name,
            buffer()
                .putInt(2)
                .putInt(3)
                .putFloat(1)
                .putFloat(2)
                .putFloat(3)
                .putFloat(-4)
                .putFloat(5.5f)
                .putFloat(6));

    Vectors vectors = VectorFiles.vectors(path);

    assertThat(vectors.count()).isEqualTo(2);
    assertThat(vectors.dimension()).isEqualTo(3);
    assertThat(vectors.row(1)).containsExactly(-4, 5.5f, 6);
    assertThat(VectorFiles.vectors(path, 1).values()).containsExactly(1, 2, 3);
  }

  @Test
  void readsBytesWithAndWithoutSign() throws IOException {
    ByteBuffer bytes = buffer().putInt(1).putInt(2).put((byte) 200).put((byte) 7);

    assertThat(VectorFiles.vectors(write("a.u8bin", bytes)).row(0)).containsExactly(200, 7);
    assertThat(VectorFiles.vectors(write("a.i8bin", bytes)).row(0)).containsExactly(-56, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.ibin", "a.ibin.gz"})
  void readsNeighbours(String name) throws IOException {
    Path path = write(name, buffer().putInt(2).putInt(2).putInt(7).putInt(8).putInt(9).putInt(10));

    assertThat(VectorFiles.neighbours(path).row(1)).containsExactly(9, 10);
  }

  @Test
  void readsRowsThatCarryTheirSize() throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(3_000 * 12).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3_000; i++) {
      floats.putInt(2).putFloat(i).putFloat(-i);
    }
    Vectors vectors = VectorFiles.vectors(write("a.fvecs.gz", floats));
    assertThat(vectors.count()).isEqualTo(3_000);
    assertThat(vectors.row(2_999)).containsExactly(2_999, -2_999);
    assertThat(VectorFiles.vectors(write("b.fvecs", floats), 5).count()).isEqualTo(5);

    Path ids = write("a.ivecs", buffer().putInt(1).putInt(7).putInt(1).putInt(8));
    assertThat(VectorFiles.neighbours(ids).ids()).containsExactly(7, 8);
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path cut = write("cut.fbin", buffer().putInt(2).putInt(1).putFloat(1));
    Path negative = write("negative.fbin", buffer().putInt(-2).putInt(1));
    Path empty = write("empty.fbin", buffer());
    Path uneven =
        write("uneven.fvecs", buffer().putInt(1).putFloat(1).putInt(2).putFloat(1).putFloat(2));
    Path text = write("a.txt", buffer().putInt(1));
    Path plain = write("plain.fbin", buffer().putInt(0).putInt(1));
    Path noGzip = Files.copy(plain, folder.resolve("plain.fbin.gz"));

    assertThatThrownBy(() -> VectorFiles.vectors(cut))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("cut.fbin: ends within row 1");
    assertThatThrownBy(() -> VectorFiles.vectors(negative))
        .hasMessageContaining("count of at least 0, got -2");
    assertThatThrownBy(() -> VectorFiles.vectors(empty))
        .hasMessageContaining("empty.fbin: ends within count");
    assertThatThrownBy(() -> VectorFiles.vectors(uneven))
        .hasMessageContaining("row 1: expected 1 columns, got 2");
    assertThatThrownBy(() -> VectorFiles.vectors(text)).hasMessageContaining("expected fbin");
    assertThatThrownBy(() -> VectorFiles.vectors(noGzip)).hasMessageContaining("is not gzip");
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path write(String name, ByteBuffer bytes) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(path);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      out.write(bytes.array(), 0, bytes.position());
    }
    return path;
  }
}
