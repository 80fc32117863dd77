package dev.etalon.reports.cli;

import dev.etalon.oracle.verification.Disagreement;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Progress;
import dev.etalon.oracle.verification.Verification;
import java.util.function.Consumer;

/** A verification as the command line needs it, so that tests can put another in its place. */
interface Verifier {
  /** The one that judges. */
  Factory REAL =
      (settings, listener) -> {
        Verification verification = new Verification(settings, listener);
        return new Verifier() {
          @Override
          public Findings run(Progress progress) {
            return verification.run(progress);
          }

          @Override
          public void stop() {
            verification.stop();
          }
        };
      };

  Findings run(Progress progress);

  /** Asks {@link #run} to end early, from another thread. */
  void stop();

  /** Makes verifiers. */
  interface Factory {
    /**
     * @param listener hears of every disagreement
     */
    Verifier of(Verification.Settings settings, Consumer<Disagreement> listener);
  }
}
