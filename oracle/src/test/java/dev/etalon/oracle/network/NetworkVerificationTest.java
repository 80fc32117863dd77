package dev.etalon.oracle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.fixtures.network.Networks;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkVerificationTest {
  private static NetworkLayer layer(String network, String id) {
    return Networks.named(network).orElseThrow().layers(1).stream()
        .filter(layer -> layer.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The first has no budget, which costs itself alone, and no warm-up either. */
  @Test
  void aLayerWithoutABudgetCostsNoOther() {
    List<NetworkLayer> layers =
        List.of(layer("elementary", "elementary/relu"), layer("lenet5", "lenet5/c3"));
    List<String> heard = new ArrayList<>();

    Findings findings =
        new NetworkVerification(new NetworkVerification.Settings(layers, List.of(DType.FLOAT32), 7))
            .run((cost, verdicts, share) -> heard.add(cost.layer().id()));

    assumeTrue(findings.unavailable().isEmpty(), () -> "no PyTorch: " + findings.unavailable());
    assertThat(heard).containsExactly("elementary/relu", "lenet5/c3");
    assertThat(findings.judgements())
        .extracting(Judgement::operator, judgement -> judgement.verdict().status())
        .contains(tuple("relu", Status.SKIPPED), tuple("conv2d", Status.PASSED))
        .doesNotContain(tuple("conv2d", Status.FAILED));
  }
}
