"""Write the simulated survey demo.csv beside this file: 1,200 persons, three waves, always the same bytes."""

from pathlib import Path

from gspbrief.surveys.simulation import simulate

SEED = 20180829
PERSONS = 1200

if __name__ == "__main__":
    simulate(SEED, PERSONS).to_csv(Path(__file__).with_name("demo.csv"), index=False, lineterminator="\n")
