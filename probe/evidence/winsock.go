package evidence

import "syscall"

// classOfWinsock maps the socket errors of Windows. The names of package
// syscall stand for other numbers there, so errors.Is never finds these.
func classOfWinsock(errno syscall.Errno) Failure {
	switch errno {
	case 10060: // WSAETIMEDOUT
		return Timeout
	case 10061: // WSAECONNREFUSED
		return Refused
	case 10022, 10047, 10049, 10050, 10051, 10064, 10065: // WSAEINVAL, EAFNOSUPPORT, EADDRNOTAVAIL, ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH
		return Unreachable
	case 10013, 10024, 10055: // WSAEACCES, EMFILE, ENOBUFS
		return Forbidden
	case 10053, 10054, 10057, 10058: // WSAECONNABORTED, ECONNRESET, ENOTCONN, ESHUTDOWN
		return Closed
	}
	return ""
}
