package dev.etalon.oracle.plain;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code allclose(rtol=1e-5, atol=1e-8)} against PyTorch: NumPy's defaults, whatever the dtype. */
public final class PlainAllclose implements Judge {
  private static final double RELATIVE = 1e-5; // numpy.allclose
  private static final double ABSOLUTE = 1e-8; // numpy.allclose

  private final PyTorch torch;

  public PlainAllclose(PyTorch torch) {
    this.torch = torch;
  }

  @Override
  public String name() {
    return "plain-allclose";
  }

  @Override
  public String method() {
    return "numpy.allclose with its default tolerances against PyTorch";
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return torch.claims(trial.exam().operator())
        ? Optional.empty()
        : Optional.of("ATen has no such operator");
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    if (torch.claims(trial.exam().operator())) {
      Trial theirs = new Trial(trial.standard(), torch);
      for (String quantity : trial.exam().quantities()) {
        verdicts.put(
            quantity,
            theirs
                .result(quantity)
                .judge(
                    expected ->
                        trial.result(quantity).judge(got -> compare(trial.exam(), got, expected))));
      }
    }
    return verdicts;
  }

  private static Verdict compare(Case exam, Tensor got, Tensor expected) {
    for (int i = 0; i < got.size(); i++) {
      double tolerance = ABSOLUTE + RELATIVE * Math.abs(expected.at(i));
      boolean same = Double.compare(got.at(i), expected.at(i)) == 0;
      if (!same && !(Math.abs(got.at(i) - expected.at(i)) <= tolerance)) {
        return Verdict.failed("not close in " + exam.id());
      }
    }
    return Verdict.mistrusted("close");
  }
}
