package org.flinkvectorindex.connectors.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** How pages are packed, for which Kafka's client has brought the libraries. */
enum Codec {
  NONE {
    @Override
    byte[] unpacked(byte[] packed, int size) {
      return packed;
    }
  },
  SNAPPY {
    @Override
    byte[] unpacked(byte[] packed, int size) throws IOException {
      return Snappy.uncompress(packed);
    }
  },
  GZIP {
    @Override
    byte[] unpacked(byte[] packed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        return in.readNBytes(size);
      }
    }
  },
  ZSTD {
    @Override
    byte[] unpacked(byte[] packed, int size) {
      return Zstd.decompress(packed, size);
    }
  },
  LZ4 {
    @Override
    byte[] unpacked(byte[] packed, int size) {
      return LZ4Factory.fastestInstance().safeDecompressor().decompress(packed, size);
    }
  };

  /**
   * @throws IOException if it is none of these
   */
  static Codec of(CompressionCodec named) throws IOException {
    return switch (named) {
      case UNCOMPRESSED -> NONE;
      case SNAPPY -> SNAPPY;
      case GZIP -> GZIP;
      case ZSTD -> ZSTD;
      case LZ4_RAW -> LZ4;
      case BROTLI, LZO, LZ4 ->
          throw new IOException(
              "a column is packed by %s; allowed: none, snappy, gzip, zstd, lz4_raw"
                  .formatted(named));
    };
  }

  /**
   * @param size bytes that it has unpacked
   */
  abstract byte[] unpacked(byte[] packed, int size) throws IOException;
}
