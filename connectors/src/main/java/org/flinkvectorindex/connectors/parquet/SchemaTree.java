package org.flinkvectorindex.connectors.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * The schema of a Parquet file, which its footer holds flattened, depth first. Of logical types
 * only timestamps are kept: nobody here needs the others.
 */
final class SchemaTree {
  private final Iterator<SchemaElement> elements;

  private SchemaTree(List<SchemaElement> elements) {
    this.elements = elements.iterator();
  }

  static MessageType of(List<SchemaElement> flattened) throws IOException {
    SchemaTree tree = new SchemaTree(flattened);
    SchemaElement root = tree.next();
    return new MessageType(root.getName(), tree.children(root));
  }

  private SchemaElement next() throws IOException {
    if (!elements.hasNext()) {
      throw new IOException("the schema ends within a group");
    }
    return elements.next();
  }

  private List<Type> children(SchemaElement group) throws IOException {
    List<Type> children = new ArrayList<>();
    for (int i = 0; i < group.getNum_children(); i++) {
      SchemaElement child = next();
      Repetition repetition = Repetition.valueOf(child.getRepetition_type().name());
      children.add(
          child.isSetType()
              ? leaf(child, repetition)
              : new GroupType(repetition, child.getName(), children(child)));
    }
    return children;
  }

  private static Type leaf(SchemaElement element, Repetition repetition) throws IOException {
    PrimitiveTypeName type =
        switch (element.getType()) {
          case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
          case INT32 -> PrimitiveTypeName.INT32;
          case INT64 -> PrimitiveTypeName.INT64;
          case INT96 -> PrimitiveTypeName.INT96;
          case FLOAT -> PrimitiveTypeName.FLOAT;
          case DOUBLE -> PrimitiveTypeName.DOUBLE;
          case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
          case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        };
    return Types.primitive(type, repetition)
        .length(element.getType_length())
        .as(timestamp(element))
        .named(element.getName());
  }

  /** Null where it is none, as Parquet's own builder takes it. */
  private static LogicalTypeAnnotation timestamp(SchemaElement element) {
    if (element.isSetLogicalType() && element.getLogicalType().isSetTIMESTAMP()) {
      var unit = element.getLogicalType().getTIMESTAMP().getUnit();
      TimeUnit of =
          unit.isSetMILLIS()
              ? TimeUnit.MILLIS
              : unit.isSetMICROS() ? TimeUnit.MICROS : TimeUnit.NANOS;
      return LogicalTypeAnnotation.timestampType(true, of);
    }
    if (element.getConverted_type() == ConvertedType.TIMESTAMP_MILLIS) {
      return LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS);
    }
    return element.getConverted_type() == ConvertedType.TIMESTAMP_MICROS
        ? LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS)
        : null;
  }
}
