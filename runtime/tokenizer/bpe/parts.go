package bpe

import (
	"fmt"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// The smaller parts of a tokenizer.json. maxParts bounds the elements of a sequence of them.
const maxParts = 16

// sequence reads a part that may be a Sequence of others, under the name list, and calls each for the others.
func sequence(c *cursor, list string, each func(c *cursor, kind string) error) error {
	kind, err := kindOf(*c)
	if err != nil {
		return err
	}
	if kind != "Sequence" {
		return each(c, kind)
	}
	where := c.where
	f, err := c.members("type", list)
	if err != nil {
		return err
	}
	inner := f.value(list)
	if inner == nil {
		return tokenizer.ErrFormat.Errorf("%s.%s is missing", where, list)
	}
	n := 0
	return inner.array(func() error {
		if n == maxParts {
			return tokenizer.ErrUnsupported.Errorf("%s: more than %d elements", where, maxParts)
		}
		inner.where = fmt.Sprintf("%s.%s[%d]", where, list, n)
		n++
		kind, err := kindOf(*inner)
		if err != nil {
			return err
		}
		return each(inner, kind)
	})
}

func refuse(c *cursor, kind, supported string) error {
	return tokenizer.ErrUnsupported.Errorf("%.30q as %s.type; supported: %s", kind, c.where, supported)
}

func (l *loader) normalizer(file fields) error {
	if c := file.value("normalizer"); c != nil {
		err := sequence(c, "normalizers", func(c *cursor, kind string) error {
			if kind != "NFC" {
				return refuse(c, kind, "NFC")
			}
			l.nfc = true
			_, err := c.members("type")
			return err
		})
		if err != nil {
			return err
		}
	}
	return l.setMatchers()
}

func (l *loader) preTokenizer(file fields) error {
	const supported = "ByteLevel, Digits, Split, Sequence"
	c := file.value("pre_tokenizer")
	if c == nil {
		return tokenizer.ErrUnsupported.Errorf("pre_tokenizer is missing; want one that ends with ByteLevel")
	}
	bytes := false
	err := sequence(c, "pretokenizers", func(c *cursor, kind string) error {
		if bytes {
			return tokenizer.ErrUnsupported.Errorf("%s behind ByteLevel", c.where)
		}
		switch kind {
		case "ByteLevel":
			bytes = true
			return l.byteLevel(c)
		case "Digits":
			return l.digits(c)
		case "Split":
			return l.split(c)
		}
		return refuse(c, kind, supported)
	})
	if err == nil && !bytes {
		err = tokenizer.ErrUnsupported.Errorf("pre_tokenizer without ByteLevel")
	}
	return err
}

func (l *loader) byteLevel(c *cursor) error {
	f, err := c.members("type", "add_prefix_space", "trim_offsets", "use_regex")
	if err != nil {
		return err
	}
	if prefix, err := f.boolean("add_prefix_space", true); err != nil {
		return err
	} else if prefix {
		return tokenizer.ErrUnsupported.Errorf("%s.add_prefix_space; want false", c.where)
	}
	expression, err := f.boolean("use_regex", true)
	if expression {
		l.steps = append(l.steps, gpt2)
	}
	return err
}

func (l *loader) digits(c *cursor) error {
	f, err := c.members("type", "individual_digits")
	if err != nil {
		return err
	}
	each, err := f.boolean("individual_digits", false)
	if each {
		l.steps = append(l.steps, digits)
	} else {
		l.steps = append(l.steps, digitRuns)
	}
	return err
}

// split reads a Split whose expression is known. As those match everything that is not to be a piece of its own anyway,
// removing what does not match is the same as isolating what does, for three of them.
func (l *loader) split(c *cursor) error {
	f, err := c.members("type", "pattern", "behavior", "invert")
	if err != nil {
		return err
	}
	p := f.value("pattern")
	if p == nil {
		return tokenizer.ErrFormat.Errorf("%s.pattern is missing", c.where)
	}
	pattern, err := p.members("Regex", "String")
	if err != nil {
		return err
	}
	expression, err := pattern.str("Regex")
	if err != nil {
		return err
	}
	step, ok := expressions[expression]
	if !ok {
		return tokenizer.ErrUnsupported.Errorf("%s.pattern %.200q is not one of the known expressions", c.where, expression)
	}
	behavior, err := f.str("behavior")
	if err != nil {
		return err
	}
	invert, err := f.boolean("invert", false)
	if err != nil {
		return err
	}
	everything := step == gpt2 || step == qwen2 || step == llama3
	if !(behavior == "Isolated" && !invert || behavior == "Removed" && invert && everything) {
		return tokenizer.ErrUnsupported.Errorf("%s.behavior %.20q with invert %t; want Isolated", c.where, behavior, invert)
	}
	l.steps = append(l.steps, step)
	return nil
}

func (l *loader) decoder(file fields) error {
	c := file.value("decoder")
	if c == nil {
		return tokenizer.ErrUnsupported.Errorf("decoder is missing; want ByteLevel")
	}
	return sequence(c, "decoders", func(c *cursor, kind string) error {
		if kind != "ByteLevel" {
			return refuse(c, kind, "ByteLevel")
		}
		_, err := c.members("type", "add_prefix_space", "trim_offsets", "use_regex")
		return err
	})
}

func (l *loader) postProcessor(file fields) error {
	c := file.value("post_processor")
	if c == nil {
		return nil
	}
	templates := 0
	return sequence(c, "processors", func(c *cursor, kind string) error {
		switch kind {
		case "ByteLevel": // changes offsets only
			_, err := c.members("type", "add_prefix_space", "trim_offsets", "use_regex")
			return err
		case "TemplateProcessing":
			if templates++; templates > 1 {
				return tokenizer.ErrUnsupported.Errorf("%s: a second template", c.where)
			}
			return l.template(c)
		}
		return refuse(c, kind, "ByteLevel, TemplateProcessing")
	})
}

// template reads which tokens a TemplateProcessing puts around a single text.
func (l *loader) template(c *cursor) error {
	f, err := c.members("type", "single", "pair", "special_tokens")
	if err != nil {
		return err
	}
	single := f.value("single")
	if single == nil || single.data[single.at] != '[' {
		return tokenizer.ErrFormat.Errorf("%s.single: want an array", c.where)
	}
	texts := 0
	err = single.array(func() error {
		item, err := single.members("SpecialToken", "Sequence")
		if err != nil {
			return err
		}
		if item.value("Sequence") != nil {
			texts++
			return nil
		}
		id, err := l.templateToken(item)
		if err != nil {
			return err
		}
		if texts == 0 {
			l.before = append(l.before, id)
		} else {
			l.after = append(l.after, id)
		}
		return nil
	})
	if err == nil && (texts != 1 || len(l.before)+len(l.after) > maxParts) {
		err = tokenizer.ErrUnsupported.Errorf("%s.single: want one Sequence and at most %d tokens", c.where, maxParts)
	}
	return err
}

// templateToken returns the token of a SpecialToken, whose id is a name that is an added token's in all files known.
func (l *loader) templateToken(item fields) (int32, error) {
	c := item.value("SpecialToken")
	if c == nil {
		return 0, tokenizer.ErrFormat.Errorf("post_processor: want SpecialToken or Sequence in a template")
	}
	f, err := c.members("id", "type_id")
	if err != nil {
		return 0, err
	}
	name, err := f.str("id")
	if err != nil {
		return 0, err
	}
	id, ok := l.addedIDs[name]
	if !ok {
		return 0, tokenizer.ErrFormat.Errorf("post_processor: %.40q is not one of added_tokens", name)
	}
	return id, nil
}
