package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final Wire.Layout VECTOR = new Wire.Layout(TorchType.FLOAT64, Shape.of(2));
  private static final Wire.Computed HEAD = new Wire.Computed(VECTOR, List.of(true, false), 0.5);

  private final byte[] marker = Wire.newMarker();

  @Test
  void framesAreFoundBetweenWhatDoesNotBelong() throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes("noise before".getBytes(StandardCharsets.UTF_8));
    // The start of a marker, but no marker.
    stream.write(marker, 0, 5);
    stream.writeBytes(frame());
    stream.writeBytes("noise between".getBytes(StandardCharsets.UTF_8));
    stream.writeBytes(frame());
    stream.writeBytes("noise after".getBytes(StandardCharsets.UTF_8));
    Wire.Receiver receiver = receiver(stream.toByteArray());

    for (int i = 0; i < 2; i++) {
      assertThat(Wire.Answer.read(receiver.next().orElseThrow())).isEqualTo(HEAD);
      assertThat(receiver.tensor(VECTOR, DType.FLOAT64)).isEqualTo(Tensor.vector(1.5, -2));
      receiver.end();
    }
    assertThat(receiver.next()).isEmpty();
    assertThat(receiver.strayText()).isEqualTo("noise after");
  }

  @Test
  void aDamagedFrameIsNotTakenForAnAnswer() throws IOException {
    byte[] damaged = frame();
    damaged[damaged.length - 12] ^= 1;
    Wire.Receiver receiver = receiver(damaged);
    receiver.next().orElseThrow();
    receiver.tensor(VECTOR, DType.FLOAT64);

    assertThatThrownBy(receiver::end)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void aFrameThatIsCutOffIsAnError() throws IOException {
    byte[] whole = frame();
    Wire.Receiver receiver = receiver(Arrays.copyOf(whole, whole.length - 12));
    receiver.next().orElseThrow();

    assertThatThrownBy(() -> receiver.tensor(VECTOR, DType.FLOAT64))
        .isInstanceOf(EOFException.class);
  }

  /** More elements than a chunk holds, and not a whole number of chunks. */
  @Test
  void manyElementsArriveAsTheyWereSent() throws IOException {
    for (DType dtype : DType.values()) {
      Shape shape = Shape.of(3, 12_345);
      Tensor tensor = Tensor.generate(dtype, shape, offset -> Math.scalb(offset, -3));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Wire.Sender sender = new Wire.Sender(bytes, marker);
      sender.begin(HEAD::write);
      sender.elements(TorchType.of(dtype), tensor);
      sender.end();
      Wire.Receiver receiver = receiver(bytes.toByteArray());
      receiver.next().orElseThrow();

      assertThat(receiver.tensor(new Wire.Layout(TorchType.of(dtype), shape), dtype))
          .isEqualTo(tensor);
      receiver.end();
    }
  }

  @Test
  void theFirstByteOfAMarkerOccursOnce() {
    for (int i = 0; i < 1000; i++) {
      byte[] some = Wire.newMarker();
      for (int at = 1; at < some.length; at++) {
        assertThat(some[at]).isNotEqualTo(some[0]);
      }
    }
  }

  private byte[] frame() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Wire.Sender sender = new Wire.Sender(bytes, marker);
    sender.begin(HEAD::write);
    sender.elements(TorchType.FLOAT64, Tensor.vector(1.5, -2));
    sender.end();
    return bytes.toByteArray();
  }

  private Wire.Receiver receiver(byte[] bytes) {
    return new Wire.Receiver(new ByteArrayInputStream(bytes), marker);
  }
}
