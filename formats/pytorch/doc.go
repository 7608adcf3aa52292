// Package pytorch reads the tensors of a state dict that torch.save wrote: a zip file with a description in Python's
// pickle format and the numbers beside it (torch/serialization.py and caffe2/serialize/inline_container.h of PyTorch
// 2.15; the form is the default since 1.6).
//
// A pickle is a program for a stack machine that may call any Python function. The machine of this package runs the
// opcodes that torch.save writes with protocol 2, and knows three functions: those that make an ordered dictionary, a
// tensor and a parameter, and the names of storages. Everything else is refused by name. It computes nothing but
// descriptions of tensors; their numbers are read when they are asked for, one tensor at a time.
package pytorch
