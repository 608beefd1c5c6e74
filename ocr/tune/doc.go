// Package tune finds the recipe that reads one kind of CAPTCHA best, from labelled images of it.
//
//	result, err := tune.Run(ctx, images, tune.Options{Recognizer: pool, Seed: 1, Budget: 5 * time.Minute})
//	text, err := result.YAML()
//
// The images are split three ways. Pipelines are tried on the first part: random ones, then ones like the best so far,
// all of them on a few images and the better ones on more (successive halving). The second part helps to choose among
// the best, and to decide whether several that complement each other, in a cascade that votes, are better than one by
// more than chance. The third is read once, when all is decided: the figure that Run reports is that of images which no
// choice has seen.
//
// The search is deterministic. Given the same images, seed and number of trials, or work, it takes the same course,
// however fast the machine is and in whatever order its cores finish. It can be interrupted and goes on from a state
// that it hands out as it goes.
//
// tune has no opinion on what reads: it takes any [ocr.Recognizer]. It does not train one. It refuses sets of fewer than
// [MinImages] images, and says of a larger one when it is too small to tell (see [Result.Doubts]).
//
// Sources: K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
// 2016 (successive halving); L. Li et al., "Hyperband", JMLR 18, 2018; R. Caruana et al., "Ensemble selection from
// libraries of models", ICML 2004.
package tune
