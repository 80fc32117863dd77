package dev.etalon.oracle.timing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Contestants measured in turn: A B A B A B, each after its own warm-up. A slow spell of the
 * machine then falls on all of them and not on one.
 */
public final class Race {
  /** A measurement that is far too short says little of how often to repeat it. */
  private static final double GREATEST_GROWTH = 16;

  /** So many measurements in a row must be alike. */
  private static final int STEADY = 3;

  private static final int MOST_REPETITIONS = 1 << 20;

  /** A contestant of no duration is not waited for. */
  private static final int MOST_MEASUREMENTS = 1000;

  /**
   * What a contestant took.
   *
   * @param seconds of one run, by round
   * @param repetitions the runs behind each of them
   * @param steady whether its warm-up ended in measurements alike
   */
  public record Lane(double[] seconds, int repetitions, boolean steady) {
    public Lane {
      seconds = seconds.clone();
    }

    @Override
    public double[] seconds() {
      return seconds.clone();
    }
  }

  private record Warm(int repetitions, boolean steady) {}

  private Race() {}

  /** The lanes in the contestants' order. */
  public static List<Lane> run(List<Timed> contestants, Pace pace) {
    List<Warm> warm = contestants.stream().map(timed -> warmUp(timed, pace)).toList();
    double[][] seconds = new double[contestants.size()][pace.rounds()];
    for (int round = 0; round < pace.rounds(); round++) {
      for (int lane = 0; lane < seconds.length; lane++) {
        int repetitions = warm.get(lane).repetitions();
        seconds[lane][round] = contestants.get(lane).seconds(repetitions) / repetitions;
      }
    }
    List<Lane> lanes = new ArrayList<>();
    for (int lane = 0; lane < seconds.length; lane++) {
      lanes.add(new Lane(seconds[lane], warm.get(lane).repetitions(), warm.get(lane).steady()));
    }
    return lanes;
  }

  /** Finds how often to repeat, and runs until the times are steady or the patience is spent. */
  private static Warm warmUp(Timed contestant, Pace pace) {
    int repetitions = 1;
    double spent = 0;
    double[] last = new double[STEADY];
    for (int measured = 0; ; measured++) {
      double seconds = contestant.seconds(repetitions);
      spent += seconds;
      last[measured % STEADY] = seconds / repetitions;
      boolean enough = seconds >= pace.roundSeconds() || repetitions == MOST_REPETITIONS;
      boolean steady = enough && measured + 1 >= STEADY && spread(last) <= pace.steadiness();
      boolean patient = spent < pace.warmUpSeconds() && measured < MOST_MEASUREMENTS;
      if (steady || (enough && measured > 0 && !patient)) {
        return new Warm(repetitions, steady);
      }
      if (!enough) {
        double growth = Math.min(GREATEST_GROWTH, 1.1 * pace.roundSeconds() / seconds);
        repetitions = (int) Math.min(MOST_REPETITIONS, Math.ceil(repetitions * growth));
      }
    }
  }

  private static double spread(double[] values) {
    double least = Arrays.stream(values).min().orElseThrow();
    double most = Arrays.stream(values).max().orElseThrow();
    return most / least - 1;
  }
}
