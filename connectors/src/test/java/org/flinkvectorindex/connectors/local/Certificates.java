package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate of this machine that signs itself, made by {@code keytool}, in the forms that
 * servers and clients want.
 *
 * @param keyStore PKCS #12, the certificate with its key
 * @param trustStore PKCS #12, the certificate alone
 * @param password of both
 * @param certificate PEM
 * @param key PEM of PKCS #8
 */
public record Certificates(
    Path keyStore, Path trustStore, String password, Path certificate, Path key) {
  private static final String ALIAS = "server";

  /** In a folder, by files that begin with that name. */
  public static Certificates make(Path folder, String name)
      throws IOException, GeneralSecurityException {
    Certificates made =
        new Certificates(
            folder.resolve(name + "-key.p12"),
            folder.resolve(name + "-trust.p12"),
            "s3cret-store-" + name,
            folder.resolve(name + ".pem"),
            folder.resolve(name + "-key.pem"));
    made.keytool(
        made.keyStore,
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-dname",
        "CN=" + name,
        "-ext",
        "SAN=ip:127.0.0.1,dns:localhost",
        "-validity",
        "30");
    made.keytool(made.keyStore, "-exportcert", "-rfc", "-file", made.certificate.toString());
    made.keytool(made.trustStore, "-importcert", "-noprompt", "-file", made.certificate.toString());
    Files.writeString(made.key, made.keyAsPem());
    return made;
  }

  private void keytool(Path store, String... what) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
    command.addAll(List.of(what));
    command.addAll(
        List.of(
            "-alias",
            ALIAS,
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            password));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool " + what[0] + ": " + printed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String keyAsPem() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      store.load(in, password.toCharArray());
    }
    byte[] pkcs8 = store.getKey(ALIAS, password.toCharArray()).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8)
        + "\n-----END PRIVATE KEY-----\n";
  }
}
