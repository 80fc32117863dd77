package dev.etalon.oracle.verification;

/** Hears how a verification gets on. Called from several threads. */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void started(int steps) {}

        @Override
        public void finished(String step) {}
      };

  /** The verification has this many steps. */
  void started(int steps);

  /** A step is done. */
  void finished(String step);
}
