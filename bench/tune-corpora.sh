#!/bin/sh
# Tunes a recipe to each folder of labelled images under DIR, one after the
# other, and prints a table of what the recipes read of images that the search
# never saw.
#
#   bench/tune-corpora.sh DIR [FLAG...]
#
# The flags are those of formbot tune, such as --budget 5m or --seed 7. Recipes
# are written to $RECIPES (tuned-recipes) by $FORMBOT (bin/formbot).
set -eu

if [ $# -lt 1 ]; then
	sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi
dir=$1
shift
out=${RECIPES:-tuned-recipes}
formbot=${FORMBOT:-$(dirname "$0")/../bin/formbot}
mkdir -p "$out"

# field NAME JSON prints the value of a number.
field() { printf '%s' "$2" | sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }
percent() { awk "BEGIN { printf \"%.1f\", 100 * $1 }"; }

printf '%-20s %6s %6s %8s %15s %8s %9s %8s\n' corpus images read accuracy interval cascade pipelines seconds
for corpus in "$dir"/*/; do
	name=$(basename "$corpus")
	if ! json=$("$formbot" tune "$corpus" -o "$out/$name.yaml" --json "$@"); then
		printf '%-20s not tuned\n' "$name"
		continue
	fi
	printf '%-20s %6s %6s %6s %% %6s to %5s %8s %9s %8s\n' "$name" "$(field test_images "$json")" \
		"$(field test_exact "$json")" "$(percent "$(field accuracy "$json")")" \
		"$(percent "$(field accuracy_low "$json")")" "$(percent "$(field accuracy_high "$json")")" \
		"$(field cascade "$json")" "$(field trials "$json")" "$(awk "BEGIN { printf \"%.0f\", $(field ms "$json") / 1000 }")"
done
