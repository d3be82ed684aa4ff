package org.flinkvectorindex.connectors.pulsar;

import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.pulsar.common.config.PulsarClientFactory;
import org.apache.flink.connector.pulsar.common.config.PulsarOptions;
import org.apache.flink.connector.pulsar.source.config.SourceConfiguration;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * Clients beside the connector's own, with what the properties of a source or sink say of
 * authentication and TLS, all of it and read as the connector reads it.
 */
final class Clients {
  private static final Duration ONE_TRY = Duration.ofSeconds(5);

  private Clients() {}

  static PulsarAdmin admin(String url, Map<String, String> properties)
      throws PulsarClientException {
    int millis = Math.toIntExact(ONE_TRY.toMillis());
    PulsarAdminBuilder builder =
        PulsarAdmin.builder()
            .serviceHttpUrl(url)
            .connectionTimeout(millis, TimeUnit.MILLISECONDS)
            .readTimeout(millis, TimeUnit.MILLISECONDS)
            .requestTimeout(millis, TimeUnit.MILLISECONDS);
    SourceConfiguration said = new SourceConfiguration(Configuration.fromMap(properties));
    authenticate(builder, said);
    said.useOption(PulsarOptions.PULSAR_TLS_KEY_FILE_PATH, builder::tlsKeyFilePath);
    said.useOption(PulsarOptions.PULSAR_TLS_CERTIFICATE_FILE_PATH, builder::tlsCertificateFilePath);
    said.useOption(PulsarOptions.PULSAR_TLS_TRUST_CERTS_FILE_PATH, builder::tlsTrustCertsFilePath);
    said.useOption(
        PulsarOptions.PULSAR_TLS_ALLOW_INSECURE_CONNECTION, builder::allowTlsInsecureConnection);
    said.useOption(
        PulsarOptions.PULSAR_TLS_HOSTNAME_VERIFICATION_ENABLE,
        builder::enableTlsHostnameVerification);
    said.useOption(PulsarOptions.PULSAR_USE_KEY_STORE_TLS, builder::useKeyStoreTls);
    said.useOption(PulsarOptions.PULSAR_SSL_PROVIDER, builder::sslProvider);
    said.useOption(PulsarOptions.PULSAR_TLS_KEY_STORE_TYPE, builder::tlsKeyStoreType);
    said.useOption(PulsarOptions.PULSAR_TLS_KEY_STORE_PATH, builder::tlsKeyStorePath);
    said.useOption(PulsarOptions.PULSAR_TLS_KEY_STORE_PASSWORD, builder::tlsKeyStorePassword);
    said.useOption(PulsarOptions.PULSAR_TLS_TRUST_STORE_TYPE, builder::tlsTrustStoreType);
    said.useOption(PulsarOptions.PULSAR_TLS_TRUST_STORE_PATH, builder::tlsTrustStorePath);
    said.useOption(PulsarOptions.PULSAR_TLS_TRUST_STORE_PASSWORD, builder::tlsTrustStorePassword);
    said.useOption(PulsarOptions.PULSAR_TLS_CIPHERS, TreeSet::new, builder::tlsCiphers);
    said.useOption(PulsarOptions.PULSAR_TLS_PROTOCOLS, TreeSet::new, builder::tlsProtocols);
    return builder.build();
  }

  private static void authenticate(PulsarAdminBuilder builder, SourceConfiguration said)
      throws PulsarClientException {
    if (!said.contains(PulsarOptions.PULSAR_AUTH_PLUGIN_CLASS_NAME)) {
      return;
    }
    String plugin = said.get(PulsarOptions.PULSAR_AUTH_PLUGIN_CLASS_NAME);
    if (said.contains(PulsarOptions.PULSAR_AUTH_PARAM_MAP)) {
      builder.authentication(plugin, said.getProperties(PulsarOptions.PULSAR_AUTH_PARAM_MAP));
    } else {
      builder.authentication(plugin, said.getOptional(PulsarOptions.PULSAR_AUTH_PARAMS).orElse(""));
    }
  }

  /** The connector's own, but for its patience. */
  static PulsarClient client(String url, Map<String, String> properties)
      throws PulsarClientException {
    int millis = Math.toIntExact(ONE_TRY.toMillis());
    Configuration said = Configuration.fromMap(properties);
    said.set(PulsarOptions.PULSAR_SERVICE_URL, url);
    said.set(PulsarOptions.PULSAR_CONNECTION_TIMEOUT_MS, millis);
    said.set(PulsarOptions.PULSAR_OPERATION_TIMEOUT_MS, millis);
    said.set(PulsarOptions.PULSAR_LOOKUP_TIMEOUT_MS, millis);
    return PulsarClientFactory.createClient(new SourceConfiguration(said));
  }
}
