"""A correct solution of the first lab exercise, written for Etalon's tests."""
import numpy as np
import matplotlib.pyplot as plt


def sigmoid(scores):
    return 1 / (1 + np.exp(-scores))


def binlogreg_train(X, Y_):
    w = np.random.randn(X.shape[1])
    b = 0
    for i in range(300):
        probs = sigmoid(X @ w + b)
        diff = (probs - Y_) / X.shape[0]
        w = w - 0.5 * X.T @ diff
        b = b - 0.5 * diff.sum()
    return w, b


def binlogreg_classify(X, w, b):
    return sigmoid(X @ w + b)
