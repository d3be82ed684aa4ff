package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.SslOptions;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * Whom TLS connections trust, and as whom they come: PEM texts, so that no file need be on the
 * machines of the cluster. Blank for none.
 *
 * @param trusted certificates of Redis' authority, or Redis' own; blank: those that Java trusts
 * @param certificate the job's own, where Redis asks for one
 * @param key that certificate's, PKCS #8, not encrypted; never printed
 */
public record RedisTls(String trusted, String certificate, String key) implements Serializable {
  /** Whatever Java trusts, and no certificate. */
  public static final RedisTls DEFAULT = new RedisTls("", "", "");

  public RedisTls {
    if (certificate.isBlank() != key.isBlank()) {
      throw new IllegalArgumentException("a certificate and its key: both or none");
    }
  }

  SslOptions lettuceOptions() {
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
    if (!trusted.isBlank()) {
      options.trustManager(resource(trusted));
    }
    if (!certificate.isBlank()) {
      options.keyManager(resource(certificate), resource(key), new char[0]);
    }
    return options.build();
  }

  private static SslOptions.Resource resource(String pem) {
    return () -> new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "RedisTls";
  }
}
