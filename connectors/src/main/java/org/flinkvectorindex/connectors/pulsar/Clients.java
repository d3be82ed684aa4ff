package org.flinkvectorindex.connectors.pulsar;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.pulsar.common.config.PulsarOptions;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminBuilder;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.PulsarClientException;

/** Clients beside the connector's own, with what the properties of a source or sink say. */
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
    String plugin = properties.get(PulsarOptions.PULSAR_AUTH_PLUGIN_CLASS_NAME.key());
    if (plugin != null) {
      builder.authentication(
          plugin, properties.getOrDefault(PulsarOptions.PULSAR_AUTH_PARAMS.key(), ""));
    }
    Optional.ofNullable(properties.get(PulsarOptions.PULSAR_TLS_TRUST_CERTS_FILE_PATH.key()))
        .ifPresent(builder::tlsTrustCertsFilePath);
    return builder.build();
  }

  static ClientBuilder authenticated(ClientBuilder builder, Map<String, String> properties)
      throws PulsarClientException {
    String plugin = properties.get(PulsarOptions.PULSAR_AUTH_PLUGIN_CLASS_NAME.key());
    if (plugin != null) {
      builder.authentication(
          plugin, properties.getOrDefault(PulsarOptions.PULSAR_AUTH_PARAMS.key(), ""));
    }
    Optional.ofNullable(properties.get(PulsarOptions.PULSAR_TLS_TRUST_CERTS_FILE_PATH.key()))
        .ifPresent(builder::tlsTrustCertsFilePath);
    return builder;
  }
}
