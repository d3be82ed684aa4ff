package org.flinkvectorindex.connectors.json;

import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.MutationFields;
import org.flinkvectorindex.connectors.codec.MutationRecord;

/** Mutations as JSON objects; a key without a value is a delete. One pass, no tree. */
public final class JsonMutationDecoder extends MutationRecord {
  private static final long serialVersionUID = 1L;

  /**
   * @param tombstoneCollection the collection of which records with a key and a null value delete;
   *     empty where the source feeds several
   */
  public JsonMutationDecoder(Limits limits, Optional<String> tombstoneCollection) {
    super(limits, tombstoneCollection);
  }

  @Override
  protected void read(byte[] bytes, MutationFields into) throws Defect {
    Optional<Defect> defect = TopObject.read(bytes, new MutationObject(into));
    if (defect.isPresent()) {
      throw defect.get();
    }
  }
}
