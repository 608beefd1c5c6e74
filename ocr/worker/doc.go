// Package worker recognises prepared images with Tesseract in child processes, so that a crash, a leak or a hang of the
// C libraries stays theirs.
//
// A [Pool] implements ocr.Recognizer. Its children are further processes of the running program: main calls [Main]
// first, which is where a child ends up and does its work.
//
//	func main() {
//		worker.Main()
//		pool, err := worker.New(worker.Options{})
//		defer pool.Close()
//		reader := ocr.NewReader(pool, recipe)
//		…
//
// A test calls it in TestMain. Where main is not the caller's to change, [Options.Program] names another program that
// calls Main, such as the formbot command.
//
// What the pool promises of each image: it ends within [Options.Timeout] of being given to a child, with a recognition
// or an error. A child that gives no answer in time, takes too much memory, dies or answers nonsense costs that one image
// (a *[ChildError]) and is replaced at once. Children are started when they are first needed, one for each image at hand
// and no more than [Options.Workers], and stay; each is replaced after [Options.MaxImages] images, since gosseract never
// frees all that a recognition takes.
//
// A child has OMP_THREAD_LIMIT=1 in its environment, which Tesseract reads when the process starts: with a process for
// each core, further threads only cost time. It is in a process group of its own and ignores the signals that ask a
// program to end, so that Ctrl-C is for the parent to answer. It ends when its parent does, however that ends, for it
// watches the pipe between them even while it recognises.
//
// What it refuses: to start a program that did not call Main, which would be a second copy of whatever it does. It works
// on Linux and macOS; memory is watched on Linux only.
//
// The frames on the pipes are described at the type frame.
package worker
