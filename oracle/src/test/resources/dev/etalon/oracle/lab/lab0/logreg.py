"""A correct multi-class logistic regression, written for Etalon's tests."""
import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logreg_train(X, Y_):
    C = int(Y_.max()) + 1
    W = 0.1 * np.random.randn(C, X.shape[1])
    b = np.zeros(C)
    onehot = np.eye(C)[Y_]
    for i in range(500):
        diff = (softmax(X @ W.T + b) - onehot) / X.shape[0]
        W -= 0.5 * diff.T @ X
        b -= 0.5 * diff.sum(axis=0)
    return W, b


def logreg_classify(X, W, b):
    return softmax(X @ W.T + b)
