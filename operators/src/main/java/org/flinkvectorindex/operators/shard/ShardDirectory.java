package org.flinkvectorindex.operators.shard;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;

/**
 * What the shards of a subtask have heard of collections that come and go, from the batches that
 * reached them. In state every subtask's is given to each, since shards move between them. So it is
 * asked for also by a job without control records: state that nobody asks for is written again as
 * it was given, and would be as many times as much after each restore as there are subtasks.
 */
final class ShardDirectory {
  static final ListStateDescriptor<Directory> HEARD =
      new ListStateDescriptor<>("heard", RecordSerializer.checked(DirectoryFormat.INSTANCE));

  private final ListState<Directory> state;
  private Directory heard = Directory.EMPTY;

  private ShardDirectory(ListState<Directory> state) {
    this.state = state;
  }

  static ShardDirectory of(OperatorStateStore store) throws Exception {
    ListState<Directory> state = store.getUnionListState(HEARD);
    ShardDirectory directory = new ShardDirectory(state);
    for (Directory each : state.get()) {
      directory.heard = directory.heard.merge(each);
    }
    return directory;
  }

  Directory heard() {
    return heard;
  }

  /** The collections that there are, as far as was heard. */
  Catalog catalog(Catalog configured) {
    return configured.with(heard);
  }

  void created(CollectionSpec spec) {
    if (!heard.created().containsKey(spec.name())) {
      heard = heard.create(spec);
    }
  }

  boolean isDropped(String collection) {
    return heard.dropped().containsKey(collection);
  }

  void dropped(String collection, int shards) {
    heard = heard.drop(collection, shards);
  }

  /** The collections are those configured, and no others. */
  void forget() {
    heard = Directory.EMPTY;
  }

  void checkpoint() throws Exception {
    state.update(heard.equals(Directory.EMPTY) ? List.of() : List.of(heard));
  }
}
