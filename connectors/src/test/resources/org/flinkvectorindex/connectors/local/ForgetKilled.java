import org.apache.pulsar.metadata.api.MetadataStore;
import org.apache.pulsar.metadata.api.MetadataStoreConfig;
import org.apache.pulsar.metadata.api.MetadataStoreFactory;

/**
 * Run from source on a broker's class path while the broker is down: reading an ephemeral entry of
 * a process that is gone makes the store delete it.
 */
class ForgetKilled {
  /**
   * @param arguments the folder of the metadata
   */
  public static void main(String[] arguments) throws Exception {
    MetadataStoreConfig config = MetadataStoreConfig.builder().build();
    try (MetadataStore store = MetadataStoreFactory.create("rocksdb:" + arguments[0], config)) {
      read(store, "/");
    }
  }

  private static void read(MetadataStore store, String path) {
    store.get(path).join();
    for (String child : store.getChildren(path).join()) {
      read(store, path.equals("/") ? path + child : path + "/" + child);
    }
  }
}
