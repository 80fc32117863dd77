package dev.etalon.oracle.tensorfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of safetensors: the length of a JSON header (8 bytes, little-endian), the header with
 * each tensor's type, shape and place, and the elements. As its own reader does, this one demands
 * that the tensors fill the file without gaps and overlaps.
 */
public final class Safetensors {
  private static final int MAX_HEADER = 1 << 20;
  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A tensor as the header declares it. */
  private record Declared(String name, Element element, Shape shape, long begin, long end) {}

  private Safetensors() {}

  /**
   * Reads the tensors by name, in the order of their data.
   *
   * @param source where they come from, for messages
   * @throws MalformedFileException if it is not such a file, or more than is read
   */
  public static Map<String, Tensor> read(byte[] bytes, String source) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < Long.BYTES) {
      throw new MalformedFileException(source + " is too short for a safetensors file");
    }
    long length = buffer.getLong(0);
    if (length < 2 || length > MAX_HEADER || length > bytes.length - Long.BYTES) {
      throw new MalformedFileException(
          "%s declares a header of %d bytes; the file has %d, and %d are allowed"
              .formatted(source, length, bytes.length - Long.BYTES, MAX_HEADER));
    }
    int start = Long.BYTES + (int) length;
    List<Declared> tensors =
        declared(new String(bytes, Long.BYTES, (int) length, StandardCharsets.UTF_8), source);
    long at = 0;
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (Declared tensor : tensors) {
      if (tensor.begin() != at || tensor.end() > bytes.length - start) {
        throw new MalformedFileException(
            "%s puts '%s' at bytes %d to %d; its data has %d bytes, and %d is the next free one"
                .formatted(
                    source, tensor.name(), tensor.begin(), tensor.end(), bytes.length - start, at));
      }
      Element element = tensor.element();
      int first = start + (int) at;
      arrays.put(
          tensor.name(),
          Npy.checked(
              Tensor.generate(
                  element.dtype(),
                  tensor.shape(),
                  i -> element.reader().at(buffer, first + i * element.bytes())),
              "%s (tensor '%s')".formatted(source, tensor.name())));
      at = tensor.end();
    }
    if (at != bytes.length - start) {
      throw new MalformedFileException(
          "%s has %d bytes of data, of which its tensors take %d"
              .formatted(source, bytes.length - start, at));
    }
    return arrays;
  }

  private static List<Declared> declared(String header, String source)
      throws MalformedFileException {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "%s has a header that is no JSON: %s"
              .formatted(source, ArrayName.shown(e.getOriginalMessage())));
    }
    if (!(root instanceof ObjectNode) || root.size() > Limits.ARRAYS + 1) {
      throw new MalformedFileException(
          "%s has a header that is no object of up to %d tensors".formatted(source, Limits.ARRAYS));
    }
    List<Declared> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        tensors.add(declared(entry.getKey(), entry.getValue(), source));
      }
    }
    tensors.sort(Comparator.comparingLong(Declared::begin).thenComparingLong(Declared::end));
    return tensors;
  }

  private static Declared declared(String name, JsonNode node, String source)
      throws MalformedFileException {
    if (!ArrayName.isAllowed(name)) {
      throw new MalformedFileException(
          "%s has the tensor '%s'; allowed are %s"
              .formatted(source, ArrayName.shown(name), ArrayName.RULE));
    }
    String place = "%s (tensor '%s')".formatted(source, name);
    List<Long> extents = integers(node.path("shape"), place + ": shape");
    List<Long> offsets = integers(node.path("data_offsets"), place + ": data_offsets");
    Element element =
        switch (node.path("dtype").asText()) {
          case "F64" -> Element.FLOAT64;
          case "F32" -> Element.FLOAT32;
          case "I64" -> Element.integer(8, true);
          case "I32" -> Element.integer(4, true);
          case "I16" -> Element.integer(2, true);
          case "I8" -> Element.integer(1, true);
          case "U8" -> Element.integer(1, false);
          default ->
              throw new MalformedFileException(
                  "%s has elements of type '%s'; read are F64, F32, I64, I32, I16, I8 and U8"
                      .formatted(place, ArrayName.shown(node.path("dtype").asText())));
        };
    Shape shape = Limits.shape(extents, place);
    if (offsets.size() != 2
        || offsets.get(1) - offsets.get(0) != (long) shape.size() * element.bytes()) {
      throw new MalformedFileException(
          "%s has shape %s, which needs %d bytes, and data_offsets %s"
              .formatted(place, shape, (long) shape.size() * element.bytes(), offsets));
    }
    return new Declared(name, element, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> integers(JsonNode node, String place) throws MalformedFileException {
    List<Long> integers = new ArrayList<>();
    boolean allowed = node.isArray() && node.size() <= Limits.RANK;
    for (JsonNode element : node) {
      allowed &= element.isIntegralNumber() && element.canConvertToLong();
      allowed &= element.asLong() >= 0 && element.asLong() <= Limits.FILE_BYTES;
      integers.add(element.asLong());
    }
    if (!allowed) {
      throw new MalformedFileException(
          "%s must be a list of up to %d whole numbers of 0 to %d"
              .formatted(place, Limits.RANK, Limits.FILE_BYTES));
    }
    return integers;
  }

  /** Tensors as the bytes of a file. */
  public static byte[] write(Map<String, Tensor> arrays) {
    ObjectNode header = JSON.createObjectNode();
    int bytes = 0;
    for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
      Tensor tensor = array.getValue();
      ObjectNode declared = header.putObject(array.getKey()).put("dtype", name(tensor.dtype()));
      declared.set("shape", JSON.valueToTree(tensor.shape().toList()));
      int end = bytes + tensor.size() * Npy.width(tensor.dtype());
      declared.putArray("data_offsets").add(bytes).add(end);
      bytes = end;
    }
    String json = header.toString();
    // the elements begin at a multiple of 8
    byte[] padded = (json + " ".repeat(-json.length() & 7)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES + padded.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(padded.length).put(padded);
    arrays.values().forEach(tensor -> Npy.put(tensor, buffer));
    return buffer.array();
  }

  private static String name(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "F64";
      case FLOAT32 -> "F32";
      case INT64 -> "I64";
      case FLOAT16, BFLOAT16 -> throw Npy.unwritten(dtype);
    };
  }
}
