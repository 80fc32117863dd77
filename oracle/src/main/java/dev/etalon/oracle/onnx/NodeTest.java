package dev.etalon.oracle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node test of ONNX, as its folder holds it: {@code model.onnx} with one node, and in every
 * {@code test_data_set_n} the files {@code input_i.pb} and {@code output_i.pb}.
 *
 * @param name the folder's name
 * @param node the operator
 * @param samples its inputs and outputs, at least once
 */
public record NodeTest(String name, OnnxNode node, List<Sample> samples) {
  private static final long MAX_FILE_BYTES = 64L << 20;

  public NodeTest {
    samples = List.copyOf(samples);
  }

  /**
   * Inputs and outputs that belong together, by the names they have in the graph.
   *
   * @param inputs what goes in
   * @param outputs what third-party software made of it
   */
  public record Sample(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {}

  /**
   * Reads a folder.
   *
   * @throws MalformedVectorException if a file is missing, too large, or not what it should be
   */
  public static NodeTest read(Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    GraphProto graph = parse(file, ModelProto.parser()).getGraph();
    if (graph.getNodeCount() != 1 || graph.getInitializerCount() > 0) {
      throw new MalformedVectorException(
          "%s has %d nodes and %d initializers; read are models of one node without initializers"
              .formatted(file, graph.getNodeCount(), graph.getInitializerCount()));
    }
    List<Sample> samples = new ArrayList<>();
    for (int set = 0; Files.isDirectory(folder.resolve("test_data_set_" + set)); set++) {
      Path data = folder.resolve("test_data_set_" + set);
      samples.add(
          new Sample(
              tensors(data, "input", graph.getInputList()),
              tensors(data, "output", graph.getOutputList())));
    }
    if (samples.isEmpty()) {
      throw new MalformedVectorException(folder + " has no test_data_set_0");
    }
    return new NodeTest(folder.getFileName().toString(), new OnnxNode(graph.getNode(0)), samples);
  }

  private static Map<String, Tensor> tensors(Path data, String side, List<ValueInfoProto> declared)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < declared.size(); i++) {
      Path file = data.resolve("%s_%d.pb".formatted(side, i));
      tensors.put(
          declared.get(i).getName(),
          TensorReader.read(parse(file, TensorProto.parser()), file.toString()));
    }
    return tensors;
  }

  private static <T> T parse(Path file, Parser<T> parser) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes((int) MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new MalformedVectorException(
            "%s is larger than %d MiB".formatted(file, MAX_FILE_BYTES >> 20));
      }
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedVectorException(
          "%s is not a protocol buffer of ONNX: %s".formatted(file, e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new MalformedVectorException(file + " is missing");
    }
  }
}
