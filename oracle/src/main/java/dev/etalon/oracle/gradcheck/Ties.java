package dev.etalon.oracle.gradcheck;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Groups of inputs that ties hold together: the classes of the relation that the ties generate. */
final class Ties {
  private final int[] parent;
  private final BitSet members = new BitSet();

  Ties(int inputs) {
    parent = IntStream.range(0, inputs).toArray();
  }

  /** These inputs are tied; a single one is tied to a constant and to no other input. */
  void join(int[] inputs) {
    if (inputs.length > 1) {
      Arrays.stream(inputs).forEach(members::set);
      for (int input : inputs) {
        parent[first(input)] = first(inputs[0]);
      }
    }
  }

  /** One and the same input for all of a group. */
  int first(int input) {
    int root = input;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  /** The inputs that are tied to another one; a copy. */
  BitSet members() {
    return (BitSet) members.clone();
  }
}
