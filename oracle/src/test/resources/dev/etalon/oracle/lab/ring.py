"""A deadline that rings once more while it is taken down must not ring afterwards."""
import signal
import time

import etalon_adapter

real = signal.setitimer
rung = []


def setitimer(timer, limit, interval=0):
    if limit == 0 and not rung:
        rung.append(timer)
        signal.raise_signal(signal.SIGPROF)
    return real(timer, limit, interval)


signal.setitimer = setitimer
try:
    with etalon_adapter.deadline(0.05):
        while True:
            pass
except etalon_adapter.TooSlow:
    pass
assert rung
end = time.process_time() + 0.4
while time.process_time() < end:
    pass
