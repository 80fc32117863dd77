package dev.etalon.oracle.regression;

import java.util.List;
import java.util.Map;

/**
 * A state of an implementation, to be compared with another.
 *
 * @param schema the version of this record's form
 * @param name what it is called
 * @param implementation the implementation's name
 * @param seed from which the cases were drawn
 * @param environment where it was taken: lines by name
 * @param observations what the judges said
 * @param times how long it took; empty if nobody asked
 */
public record Snapshot(
    int schema,
    String name,
    String implementation,
    long seed,
    Map<String, String> environment,
    List<Observation> observations,
    List<TimeSamples> times) {
  /** The version that this code writes. */
  public static final int SCHEMA = 1;

  public Snapshot {
    observations = List.copyOf(observations);
    times = List.copyOf(times);
  }

  /** The same with the times of several processes. */
  public Snapshot timed(List<TimeSamples> samples) {
    return new Snapshot(schema, name, implementation, seed, environment, observations, samples);
  }
}
